namespace Holdfast.Contracts.Api;

/// <content>How everything stands, and jobs.</content>
public sealed partial class HoldfastClient
{
    /// <summary>How everything stands, on one screen.</summary>
    public Task<Overview> StatusAsync(CancellationToken cancellation) => GetAsync("api/v1/status", ApiJson.Default.Overview, cancellation);

    /// <summary>What the runs of each of the last days did, the oldest day first.</summary>
    /// <param name="days">How many days, 1 to 366; null for 30.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Listing<DayRow>> DaysAsync(int? days, CancellationToken cancellation) => GetAsync(Query("api/v1/stats", ("days", days is { } some ? Part(some) : null)), ApiJson.Default.ListingDayRow, cancellation);

    /// <summary>All jobs.</summary>
    public Task<Listing<JobDetail>> JobsAsync(CancellationToken cancellation) => GetAsync("api/v1/jobs", ApiJson.Default.ListingJobDetail, cancellation);

    /// <summary>One job.</summary>
    public Task<JobDetail> JobAsync(string job, CancellationToken cancellation) => GetAsync($"api/v1/jobs/{Part(job)}", ApiJson.Default.JobDetail, cancellation);

    /// <summary>Lets a job that was stopped or paused run again.</summary>
    public Task<JobDetail> StartJobAsync(string job, CancellationToken cancellation) => PostAsync($"api/v1/jobs/{Part(job)}/start", ApiJson.Default.JobDetail, cancellation);

    /// <summary>Ends what a job does, and lets it do nothing until it is started.</summary>
    public Task<JobDetail> StopJobAsync(string job, CancellationToken cancellation) => PostAsync($"api/v1/jobs/{Part(job)}/stop", ApiJson.Default.JobDetail, cancellation);

    /// <summary>Lets a job begin nothing until it is resumed; what it does is done.</summary>
    public Task<JobDetail> PauseJobAsync(string job, CancellationToken cancellation) => PostAsync($"api/v1/jobs/{Part(job)}/pause", ApiJson.Default.JobDetail, cancellation);

    /// <summary>Lets a paused job go on.</summary>
    public Task<JobDetail> ResumeJobAsync(string job, CancellationToken cancellation) => PostAsync($"api/v1/jobs/{Part(job)}/resume", ApiJson.Default.JobDetail, cancellation);

    /// <summary>Runs a job now.</summary>
    public Task<RunAccepted> RunJobAsync(string job, CancellationToken cancellation) => PostAsync($"api/v1/jobs/{Part(job)}/run", ApiJson.Default.RunAccepted, cancellation);

    /// <summary>Makes the plan of a job, and carries nothing out.</summary>
    public Task<RunAccepted> PlanJobAsync(string job, CancellationToken cancellation) => PostAsync($"api/v1/jobs/{Part(job)}/plan", ApiJson.Default.RunAccepted, cancellation);
}
