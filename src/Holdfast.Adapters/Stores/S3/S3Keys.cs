using Amazon.Runtime.Credentials;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>Key and secret of an account.</summary>
/// <param name="AccessKey">The key.</param>
/// <param name="SecretKey">The secret.</param>
/// <param name="SessionToken">A token beside them; null for none.</param>
internal sealed record S3Keys(string AccessKey, string SecretKey, string? SessionToken)
{
    /// <summary>Those found where Amazon's tools look: environment, profiles, single sign-on, the role of a machine or container. Asked before each request, for some run out.</summary>
    /// <exception cref="Amazon.Runtime.AmazonClientException">There are none.</exception>
    public static async ValueTask<S3Keys> UsualAsync()
    {
        var found = await (await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync()).GetCredentialsAsync();
        return new S3Keys(found.AccessKey, found.SecretKey, string.IsNullOrEmpty(found.Token) ? null : found.Token);
    }

    /// <summary>Shows no secret.</summary>
    public override string ToString() => $"{AccessKey} ***";
}
