using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;

namespace Quittance.Simulator.Webhooks;

/// <summary>Sends deliveries and waits for what comes back; nothing is sent later by itself, so that a test knows when all is done.</summary>
internal sealed class SendDeliveries : IDisposable
{
    private const int TargetsWordMax = 200;
    private static readonly int[] GivesUpAt = [401, 403, 404, 410];

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Tells the automatic targets of a provider what happened to a bill.</summary>
    /// <param name="operation"><c>insert</c>, <c>update</c> or <c>delete</c>.</param>
    public async Task<IReadOnlyList<Delivery>> TellAsync(Account account, Bill bill, string operation, CancellationToken cancel)
    {
        var type = EventBody.TypeOf(bill.Provider, operation);
        var sent = new List<Delivery>();
        foreach (var target in account.Targets.Of(bill.Provider).Where(target => target.IsAutomatic && target.DisabledReason is null))
        {
            sent.Add(await SendAsync(account, target, NewDelivery(account, target, bill, type, SignatureFlaw.None), cancel));
        }

        return sent;
    }

    public async Task<IReadOnlyList<Delivery>> RunAsync(Account account, DeliveryOrder order, CancellationToken cancel)
    {
        var sent = new List<Delivery>();
        foreach (var target in account.Targets.Of(order.Provider).Where(target => target.DisabledReason is null))
        {
            foreach (var delivery in Ordered(account, target, order))
            {
                var last = delivery;
                for (var time = 0; time < order.Count; time++)
                {
                    last = await SendAsync(account, target, last, cancel);
                }

                sent.Add(last);
            }
        }

        return sent;
    }

    /// <summary>Sends a delivery once more, signed rightly now; where a provider counts its tries in the body, so does this.</summary>
    /// <returns>Null when its target is gone.</returns>
    public async Task<Delivery?> ResendAsync(Account account, Delivery delivery, CancellationToken cancel)
    {
        if (account.Targets.All().FirstOrDefault(target => string.Equals(target.Id, delivery.TargetId, StringComparison.Ordinal)) is not { } target)
        {
            return null;
        }

        var counts = delivery.Provider == Provider.Pennylane && delivery.BillId is not null;
        var body = counts && account.Bills(delivery.Provider).Find(delivery.BillId!) is { } bill
            ? EventBody.Of(account, target, bill, delivery.Type, delivery.Id, delivery.Attempts.Count)
            : delivery.Body;
        return await SendAsync(account, target, delivery with { Flaw = SignatureFlaw.None, Body = body }, cancel);
    }

    public void Dispose() => _http.Dispose();

    private static IEnumerable<Delivery> Ordered(Account account, WebhookTarget target, DeliveryOrder order)
    {
        var type = order.Type ?? EventBody.TypeOf(order.Provider, "insert");
        if (order.Body is { } body)
        {
            return [new Delivery(NewId(account, order.Provider), target.Id, order.Provider, type, null, Encoding.UTF8.GetBytes(body)) { Flaw = order.Signature }];
        }

        var bills = order.Bills.Select(id => account.Bills(order.Provider).Find(id)).OfType<Bill>();
        return [.. (order.IsReversed ? bills.Reverse() : bills).Select(bill => NewDelivery(account, target, bill, type, order.Signature))];
    }

    private static Delivery NewDelivery(Account account, WebhookTarget target, Bill bill, string type, SignatureFlaw flaw)
    {
        var id = NewId(account, bill.Provider);
        return new Delivery(id, target.Id, bill.Provider, type, bill.Id, EventBody.Of(account, target, bill, type, id, 0)) { Flaw = flaw };
    }

    private static string NewId(Account account, Provider provider) => provider switch
    {
        Provider.Http or Provider.Yooz => $"evt_{account.Values.Hex(20)}",
        Provider.Pennylane => account.Values.Number().ToString(Wire.Text.Invariant),
        Provider.Afnor or Provider.Qonto => account.Values.Uuid(),
    };

    private async Task<Delivery> SendAsync(Account account, WebhookTarget target, Delivery delivery, CancellationToken cancel)
    {
        using var request = RequestOf(account, target, delivery);
        var began = Stopwatch.GetTimestamp();
        var (status, error) = await TryAsync(request, cancel);
        var attempt = new Attempt(account.Clock.Now, status, error, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        var tried = delivery with { Attempts = [.. delivery.Attempts, attempt] };
        account.Deliveries.Put(tried);
        if (target.Provider == Provider.Pennylane && status is { } answered && GivesUpAt.Contains(answered))
        {
            account.Targets.Put(target with { DisabledReason = "permanent_error" });
        }

        return tried;
    }

    private async Task<(int? Status, string? Error)> TryAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            var said = response.IsSuccessStatusCode ? null : await response.Content.ReadAsStringAsync(cancel);
            return ((int)response.StatusCode, said?[..Math.Min(said.Length, TargetsWordMax)]);
        }
        catch (HttpRequestException failure)
        {
            return (null, failure.Message);
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, "No answer in time");
        }
    }

    private static HttpRequestMessage RequestOf(Account account, WebhookTarget target, Delivery delivery)
    {
        var content = new ByteArrayContent(Sent(delivery));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = content };
        foreach (var (name, value) in HeadersOf(account, target, delivery))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static byte[] Sent(Delivery delivery)
    {
        var body = delivery.Body.ToArray();
        if (delivery.Flaw == SignatureFlaw.ChangedBody && body.Length > 0)
        {
            body[^1] ^= 0x20;
        }

        return body;
    }

    private static IReadOnlyList<(string Name, string Value)> HeadersOf(Account account, WebhookTarget target, Delivery delivery)
    {
        var at = account.Clock.Now.AddMinutes(delivery.Flaw switch { SignatureFlaw.Stale => -10, SignatureFlaw.Future => 10, _ => 0 });
        var secret = delivery.Flaw == SignatureFlaw.WrongSecret ? $"not-{target.Secret}" : target.Secret;
        return delivery.Flaw switch
        {
            SignatureFlaw.Missing => [],
            SignatureFlaw.Garbage => [(target.Header, "t=Infinity,v1=1")],
            _ => SignDelivery.Headers(target.Scheme, target.Header, secret, delivery.Id, at, delivery.Body.Span),
        };
    }
}
