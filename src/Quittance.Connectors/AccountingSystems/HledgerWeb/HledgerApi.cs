using System.Buffers;
using System.Net;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.AccountingSystems.HledgerWeb;

/// <summary>The calls that hledger-web answers.</summary>
internal sealed class HledgerApi(ProviderHttp http, TimeProvider clock)
{
    private const int AccountsMax = 200_000;

    /// <summary>
    /// hledger-web reads its file again when that was changed after it was last read, by times that the kernel keeps in steps of some
    /// milliseconds. What is written within such a step of a reading stays unseen until the next change.
    /// </summary>
    private static readonly TimeSpan ClockStep = TimeSpan.FromMilliseconds(20);

    /// <summary>The version of hledger-web.</summary>
    public Task<string> VersionAsync(AccountingAccess access, CancellationToken cancel) => AccountingHttp.AsAccountingAsync(async () =>
    {
        using var json = (await GetAsync(access, "/version", ProviderHttp.JsonBytesMax, cancel)).Json();
        return json.RootElement.ValueKind == JsonValueKind.String
            ? json.RootElement.GetString()!
            : throw new ProviderException(ProviderFault.BadAnswer, "What answers there is not hledger-web: its version is no text.");
    });

    /// <summary>All accounts that are declared or used.</summary>
    public Task<IReadOnlyList<string>> AccountsAsync(AccountingAccess access, CancellationToken cancel) => AccountingHttp.AsAccountingAsync<IReadOnlyList<string>>(async () =>
    {
        using var json = (await GetAsync(access, "/accountnames", HledgerWebProfile.AnswerBytesMax, cancel)).Json();
        return json.RootElement is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() <= AccountsMax
            ? [.. list.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)]
            : throw new ProviderException(ProviderFault.BadAnswer, "hledger-web answered no list of accounts.");
    });

    /// <summary>Every transaction of the journal, in its order, with the bytes it was told in.</summary>
    public Task AllAsync(AccountingAccess access, Action<HledgerTransaction, ReadOnlyMemory<byte>> take, CancellationToken cancel) => AccountingHttp.AsAccountingAsync(async () =>
    {
        var answer = await GetAsync(access, "/transactions", HledgerWebProfile.AnswerBytesMax, cancel);
        Read(answer.Body, isRegister: false, take);
        return true;
    });

    /// <summary>The transactions of one account, in the journal's order.</summary>
    public Task<IReadOnlyList<HledgerTransaction>> OfAccountAsync(AccountingAccess access, string account, CancellationToken cancel) => AccountingHttp.AsAccountingAsync<IReadOnlyList<HledgerTransaction>>(async () =>
    {
        var answer = await GetAsync(access, $"/accounttransactions/{ProviderRequest.Segment(account)}", HledgerWebProfile.AnswerBytesMax, cancel);
        var found = new List<HledgerTransaction>();
        Read(answer.Body, isRegister: true, (transaction, _) => found.Add(transaction));
        return [.. found.Where(transaction => transaction.Postings.Any(posting => posting.Account == account)).OrderBy(transaction => transaction.Index)];
    });

    /// <summary>Adds a transaction. Success says nothing: what is not balanced is taken, and what is taken may not be kept.</summary>
    public Task AddAsync(AccountingAccess access, HledgerTransaction transaction, CancellationToken cancel) => AccountingHttp.AsAccountingAsync(async () =>
    {
        await Task.Delay(ClockStep, clock, cancel);
        var body = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(body))
        {
            transaction.Write(json);
        }

        using var request = new HttpRequestMessage(HttpMethod.Put, AddressOf(access, "/add")) { Content = new ByteArrayContent(body.WrittenSpan.ToArray()) };
        request.Content.Headers.ContentType = new("application/json");
        var answer = await http.ExchangeAsync(request, ProviderHttp.JsonBytesMax, cancel);
        return answer.Status switch
        {
            HttpStatusCode.Forbidden => throw new ProviderException(ProviderFault.Forbidden, "hledger-web may not add entries: it has to run with --capabilities view,add."),
            HttpStatusCode.BadRequest => throw new AccountingException(AccountingFault.Rejected, $"hledger-web cannot read the entry: {Said(answer)}"),
            _ => answer.Required(),
        };
    });

    private static string Said(ProviderAnswer answer) => System.Text.Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(answer.Body.Length, 300)]);

    private static void Read(ReadOnlyMemory<byte> body, bool isRegister, Action<HledgerTransaction, ReadOnlyMemory<byte>> take)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = ProviderJson.DepthMax });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                throw new ProviderException(ProviderFault.BadAnswer, "hledger-web answered no list of transactions.");
            }

            // One at a time: the whole list as objects would take many times the memory of its text.
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (isRegister && (reader.TokenType != JsonTokenType.StartArray || !reader.Read()))
                {
                    throw new ProviderException(ProviderFault.BadAnswer, "hledger-web answered no register.");
                }

                var start = (int)reader.TokenStartIndex;
                using var json = JsonDocument.ParseValue(ref reader);
                take(HledgerTransaction.Read(json.RootElement), body[start..(int)reader.BytesConsumed]);
                while (isRegister && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new ProviderException(ProviderFault.BadAnswer, "hledger-web answered no valid JSON.", inner: broken);
        }
    }

    private async Task<ProviderAnswer> GetAsync(AccountingAccess access, string path, int bytesMax, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(access, path)).With("Accept", "application/json");
        return await http.SendAsync(request, bytesMax, cancel);
    }

    private static Uri AddressOf(AccountingAccess access, string path) => ProviderRequest.Address(HledgerWebProfile.BaseUrlOf(access), path);
}
