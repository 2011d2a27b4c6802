using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>Key and secret of an account.</summary>
/// <param name="AccessKey">The key.</param>
/// <param name="SecretKey">The secret.</param>
/// <param name="SessionToken">A token beside them; null for none.</param>
internal sealed record S3Keys(string AccessKey, string SecretKey, string? SessionToken)
{
    /// <summary>Those found where Amazon's tools look: environment, profiles, single sign-on, the role of a machine or container. Asked before each request, for some run out.</summary>
    /// <exception cref="AmazonClientException">There are none; the message says where they were looked for.</exception>
    public static async ValueTask<S3Keys> UsualAsync()
    {
        try
        {
            var found = await (await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync()).GetCredentialsAsync();
            return new S3Keys(found.AccessKey, found.SecretKey, string.IsNullOrEmpty(found.Token) ? null : found.Token);
        }
        // What the search says is a page, with what each place answered.
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException && S3Errors.Classify(e).Kind == Networking.FailureKind.Permanent) { throw new AmazonClientException(Nowhere, e); }
    }

    private static string Nowhere
    {
        get
        {
            var profile = Environment.GetEnvironmentVariable("AWS_PROFILE") is { Length: > 0 } name ? $"profile '{name}' (AWS_PROFILE)" : "profile 'default'";
            return $"no keys were found: not as access-key and secret-key of the store, nor as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, nor as {profile} in ~/.aws of the user this runs as, nor as a role of this machine; name them in the store, or call 'aws configure'";
        }
    }

    /// <summary>Shows no secret.</summary>
    public override string ToString() => $"{AccessKey} ***";
}
