using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Quittance.Connectors.Http;
using Quittance.Connectors.Webhooks;
using Quittance.Server.Hosting;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Subscribers;

/// <summary>Tells a subscription of a notice: a signed POST, tried again for half a day until it is answered with 2xx.</summary>
/// <remarks>
/// Every notice is sent at least once: a server that dies between the answer and its record sends again, and the receiver
/// knows it by the notice's id. Nothing is promised about the order.
/// </remarks>
internal sealed class DeliverNotices : IDisposable
{
    public const string JobKind = "deliver_notice";

    public const string SignatureHeader = "Monite-Signature";

    /// <summary>From the first request on; nothing is tried later.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromHours(12);

    /// <summary>How long to wait after each request; the last holds for all that follow.</summary>
    public static readonly IReadOnlyList<TimeSpan> Pauses =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2),
    ];

    // Less than the job's lease, so that two servers never send one delivery at once.
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(30);

    private static readonly TimestampedSignature Signature = new(SignatureHeader);

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    public DeliverNotices(Database database, ServerOptions options, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
        _http = new HttpClient(GuardedHttp.NewHandler(options.AllowedNetworks)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public void Dispose() => _http.Dispose();

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancel)
    {
        WaitingDelivery? waiting;
        await using (var session = await _database.OpenAsync(job.Organization, cancel))
        {
            waiting = await session.NoticeDeliveries.FindWaitingAsync(job.SubjectId, cancel);
        }

        if (waiting is null)
        {
            return await GiveUpAsync(job, cancel);
        }

        var answer = await SendAsync(waiting, cancel);
        return await RecordAsync(job, waiting.Delivery, answer, cancel);
    }

    private async Task<JobResult> GiveUpAsync(Job job, CancellationToken cancel)
    {
        await using var session = await _database.OpenAsync(job.Organization, cancel);
        await session.NoticeDeliveries.GiveUpAsync(job.SubjectId, _clock.GetUtcNow(), cancel);
        if (await session.FinishJobAsync(job, cancel))
        {
            await session.CommitAsync(cancel);
        }

        return new JobResult.Done();
    }

    private async Task<JobResult> RecordAsync(Job job, NoticeDelivery delivery, NoticeAnswer answer, CancellationToken cancel)
    {
        var now = _clock.GetUtcNow();
        var next = now + Pauses[Math.Min(delivery.RequestsMade, Pauses.Count - 1)];
        var isLast = answer.IsSuccess || next > delivery.CreatedAt + GivenUpAfter;
        await using var session = await _database.OpenAsync(job.Organization, cancel);
        await session.NoticeDeliveries.RecordAsync(delivery.Id, answer, isLast ? answer.IsSuccess : null, now, cancel);
        if (isLast ? await session.FinishJobAsync(job, cancel) : await session.PutOffJobAsync(job, next, cancel))
        {
            await session.CommitAsync(cancel);
        }

        return new JobResult.Done();
    }

    private async Task<NoticeAnswer> SendAsync(WaitingDelivery waiting, CancellationToken cancel)
    {
        var body = NoticeBody.Of(waiting.Notice, waiting.Delivery.SubscriptionId);
        using var request = new HttpRequestMessage(HttpMethod.Post, waiting.Delivery.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        foreach (var (name, value) in Signature.Sign($"{waiting.Notice.Id}", body, [waiting.Secret], _clock.GetUtcNow()))
        {
            request.Headers.Add(name, value);
        }

        using var late = new CancellationTokenSource(TimeMax, _clock);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited.Token);
            return new NoticeAnswer((int)response.StatusCode, await BeginningAsync(response.Content, limited.Token));
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or InvalidDataException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return new NoticeAnswer(null, ReasonOf(failed));
        }
    }

    // As much as tells a person what went wrong over there; the rest is not read.
    private static async Task<string> BeginningAsync(HttpContent content, CancellationToken cancel)
    {
        await using var stream = await content.ReadAsStreamAsync(cancel);
        var bytes = new byte[NoticeDelivery.ResponseBytesMax];
        var count = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        return Encoding.UTF8.GetString(bytes, 0, count).Replace("\0", "", StringComparison.Ordinal);
    }

    private static string ReasonOf(Exception failed) => failed switch
    {
        HttpRequestException { InnerException: AddressForbiddenException forbidden } => forbidden.Message,
        OperationCanceledException => $"There was no answer within {TimeMax.TotalSeconds} seconds.",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } => "The name cannot be resolved.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "There is no valid TLS certificate, or no TLS.",
        _ => "The address cannot be reached, or broke off its answer.",
    };
}
