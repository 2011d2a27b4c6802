using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Holdfast.Adapters.Stores.S3;

namespace Holdfast.Integration.S3;

/// <summary>A prefix of a test's own in a bucket, and how it is opened.</summary>
internal sealed class S3Place(CephServer server)
{
    public const string Bucket = "holdfast-tests";
    public const string ServerName = "s3.localhost";
    public const string AccessKey = "holdfast-test";
    public const string SecretKey = "holdfast-test-secret";

    /// <summary>What its keys begin with.</summary>
    public string Prefix { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>Where its server answers.</summary>
    public string Endpoint => server.Endpoint;

    /// <summary>Options as a test of promises wants them: little patience.</summary>
    public S3StoreOptions Options => new()
    {
        Bucket = Bucket,
        Prefix = Prefix,
        Endpoint = S3Endpoint.Of(null, server.Endpoint, null, true),
        Keys = new S3Keys(AccessKey, SecretKey, null),
        Writable = true,
        NewId = Guid.NewGuid,
        Random = new Random(1),
    };

    /// <summary>Options by which the bucket stands in the server's name. The names are asked of nobody: not every machine knows those below <c>localhost</c>.</summary>
    /// <param name="asked">Takes the names connections are made to.</param>
    public S3StoreOptions InName(ConcurrentBag<string> asked) => Options with
    {
        Endpoint = S3Endpoint.Of(null, NamedEndpoint, null, false),
        Transport = () => new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellation) =>
            {
                asked.Add(context.DnsEndPoint.Host);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        },
    };

    /// <summary>Where its server answers by the name it knows itself by.</summary>
    public string NamedEndpoint => $"http://{ServerName}:{new Uri(server.Endpoint).Port}";

    /// <summary>A client that is not the store's.</summary>
    public AmazonS3Client Client() => new(new BasicAWSCredentials(AccessKey, SecretKey), new AmazonS3Config
    {
        ServiceURL = server.Endpoint, ForcePathStyle = true, RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED, ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    });

    /// <summary>Makes the bucket, and opens the store.</summary>
    public async ValueTask<S3Store> OpenAsync(S3StoreOptions? options = null)
    {
        server.Need();
        using var client = Client();
        await client.PutBucketAsync(Bucket, TestContext.Current.CancellationToken);
        return await S3Store.OpenAsync("bucket", options ?? Options, TestContext.Current.CancellationToken);
    }
}
