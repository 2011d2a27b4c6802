using System.Text.Json;

namespace Holdfast.Cli.Requests;

/// <summary>Shows the rows a command answers with.</summary>
internal interface IView
{
    /// <summary>Shows one, or keeps it until the end.</summary>
    /// <param name="type">Its type (see <see cref="Contracts.Commands.RowTypes"/>); empty when it says none.</param>
    /// <param name="data">The row.</param>
    void Row(string type, JsonElement data);

    /// <summary>All rows were given.</summary>
    void End();
}
