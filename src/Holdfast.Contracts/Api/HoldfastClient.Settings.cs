using Holdfast.Contracts.Commands;

namespace Holdfast.Contracts.Api;

/// <content>Settings, notifications, logs, reports and the support bundle.</content>
public sealed partial class HoldfastClient
{
    /// <summary>Every setting with its value and where it comes from.</summary>
    public Task<Settings> SettingsAsync(CancellationToken cancellation) => GetAsync("api/v1/settings", ApiJson.Default.Settings, cancellation);

    /// <summary>The configuration as it stands in its file.</summary>
    public Task<SettingsText> SettingsTextAsync(CancellationToken cancellation) => GetAsync("api/v1/settings/text", ApiJson.Default.SettingsText, cancellation);

    /// <summary>Says what is wrong with a configuration; nothing is changed.</summary>
    public Task<SettingsAnswer> ValidateSettingsAsync(SettingsDraft draft, CancellationToken cancellation) =>
        PostAsync("api/v1/settings/validate", draft, ApiJson.Default.SettingsDraft, ApiJson.Default.SettingsAnswer, cancellation);

    /// <summary>Puts a configuration in the place of the one that is in force.</summary>
    public Task<SettingsAnswer> ChangeSettingsAsync(SettingsChange change, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Put, "api/v1/settings", Body(change, ApiJson.Default.SettingsChange), ApiJson.Default.SettingsAnswer, cancellation);

    /// <summary>The ways by which people are told, and how they do.</summary>
    public Task<Listing<ChannelRow>> ChannelsAsync(CancellationToken cancellation) => GetAsync("api/v1/notifications", ApiJson.Default.ListingChannelRow, cancellation);

    /// <summary>Sends something by a channel, to see whether it arrives.</summary>
    public Task<ChannelTest> TestChannelAsync(ChannelChoice which, CancellationToken cancellation) =>
        PostAsync("api/v1/notifications/test", which, ApiJson.Default.ChannelChoice, ApiJson.Default.ChannelTest, cancellation);

    /// <summary>What was logged.</summary>
    /// <param name="search">Words that a line has; null for any.</param>
    /// <param name="level">Only lines that matter at least so much; null for any.</param>
    /// <param name="area">Only lines about a job or a part of the daemon; null for any.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Listing<LogRow>> LogsAsync(string? search, string? level, string? area, Page page, CancellationToken cancellation) =>
        GetAsync(Listed("api/v1/logs", page, ("q", search), ("level", level), ("area", area)), ApiJson.Default.ListingLogRow, cancellation);

    /// <summary>The reports that are kept.</summary>
    public Task<Listing<ReportFile>> ReportsAsync(CancellationToken cancellation) => GetAsync("api/v1/reports", ApiJson.Default.ListingReportFile, cancellation);

    /// <summary>Writes a report now.</summary>
    public Task<ReportRow> WriteReportAsync(CancellationToken cancellation) => PostAsync("api/v1/reports", ApiJson.Default.ReportRow, cancellation);

    /// <summary>A report, as its file has it.</summary>
    public Task<byte[]> ReportAsync(string name, CancellationToken cancellation) => BytesAsync($"api/v1/reports/{Part(name)}", cancellation);

    /// <summary>What a person who helps needs to see, without secrets, as a zip file.</summary>
    public Task<byte[]> SupportBundleAsync(CancellationToken cancellation) => BytesAsync("api/v1/support-bundle", cancellation);

    private async Task<byte[]> BytesAsync(string path, CancellationToken cancellation)
    {
        using var answer = await AnswerAsync(HttpMethod.Get, path, null, cancellation);
        return await answer.Content.ReadAsByteArrayAsync(cancellation);
    }
}
