namespace Holdfast.Adapters.Networking;

/// <summary>Further tries that all calls of a store share, so that retries never multiply the load on a sick server.</summary>
internal sealed class RetryBudget(NetworkRules rules)
{
    private readonly Lock _gate = new();
    private double _left = rules.Budget;

    /// <summary>A call succeeded.</summary>
    public void Earn()
    {
        lock (_gate) _left = Math.Min(rules.Budget, _left + rules.BudgetPerSuccess);
    }

    /// <summary>Takes one further try; false when none is left.</summary>
    public bool TrySpend()
    {
        lock (_gate)
        {
            if (_left < 1) return false;
            _left--;
            return true;
        }
    }
}
