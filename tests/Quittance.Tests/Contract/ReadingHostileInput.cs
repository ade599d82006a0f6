using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Quittance.Server.Api;

namespace Quittance.Tests.Contract;

/// <summary>
/// Whatever comes in, at every operation of the documents: never a fault of ours, always an answer in the dialect's shape with a
/// status that the document lists, and nothing stored by a request that was refused.
/// </summary>
public sealed class ReadingHostileInput(TestServer server) : IDisposable
{
    private const int RandomBodies = 40;
    private const string AnyKey = "key"; // Every text is the key of some metadata, of which there may be none.
    private static readonly int[] TooLarge = [413];
    private static readonly int[] TooLargeOrUnknown = [413, 422];

    // Documents come in as Base64 in the middle of the JSON, so much more is taken.
    private static readonly string[] TakesDocuments = ["attachDocument", "createInvoiceOrDraft", "createInvoices", "updateInvoiceOrDraft", "updateInvoices", "uploadEntityDocument"];

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { BaseAddress = server.Address };

    public static TheoryData<string> WithBody => Names(operation => operation.Body is not null);

    public static TheoryData<string> WithQuery => Names(operation => operation.QueryParameters.Any());

    public static TheoryData<string> WithPath => Names(operation => operation.PathParameters.Count > 0);

    public static TheoryData<string> Every => Names(_ => true);

    public void Dispose() => _http.Dispose();

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Hostile_bodies_are_refused_in_words_and_leave_nothing(string name)
    {
        var call = await CallAsync(name);
        var valid = (await SampleBody.OfAsync(call.Operation, call.World))!;
        var faults = new List<string>();
        var rows = await RowsAsync(call.World);

        foreach (var hostile in HostileValues.Of(call.Operation, valid))
        {
            var answer = await SendAsync(call, hostile.Bytes);
            var now = await RowsAsync(call.World);
            var said = answer.Status >= 400 ? answer.Body : "";
            faults.AddRange(FaultsOf(call.Operation, answer)
                .Concat(answer.Status >= 400 && now != rows ? ["was refused, yet something was stored"] : [])
                .Concat(hostile.Names is { } field && !(answer.Status is 400 or 422 && said.Contains(field, StringComparison.Ordinal)) ? [$"was not refused by naming {field}"] : [])
                .Concat(hostile.MustBeAccepted && answer.Status is 400 or 422 ? ["was refused"] : [])
                .Select(fault => $"{hostile.What}: {fault} ({answer.Status} {Short(answer.Body)})"));
            rows = now;
        }

        AssertNone(call.Operation, faults);
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Random_json_is_never_a_fault_of_ours(string name)
    {
        var call = await CallAsync(name);
        var fields = SampleBody.Properties(call.Operation.Body!.Value).Select(property => property.Name).ToArray();

        Prop.ForAll(JsonObjects(fields).ToArbitrary(), json =>
        {
            var answer = SendAsync(call, Encoding.UTF8.GetBytes(json)).GetAwaiter().GetResult();
            AssertNone(call.Operation, [.. FaultsOf(call.Operation, answer).Select(fault => $"{json}: {fault} ({answer.Status} {Short(answer.Body)})")]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(RandomBodies));
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Too_large_a_body_is_refused_unread(string name)
    {
        var call = await CallAsync(name);
        var takesDocuments = TakesDocuments.Contains(call.Operation.Id);
        foreach (var (size, isChunked) in new[] { (takesDocuments ? 40_000_000 : 10_000_000, false), (1_500_000, true) }.Where(one => !takesDocuments || !one.Item2))
        {
            // A chunked body tells its size only by coming in. Then the server hangs up, so it has to fit into the sockets' buffers.
            var text = new string('x', size);
            var body = ApiOperation.TypeOf(call.Operation.Body!.Value) == "array" ? $"[\"{text}\"]" : $$"""{"zz": "{{text}}"}""";
            var answer = await SendAsync(call, Encoding.UTF8.GetBytes(body), change: request =>
            {
                request.Headers.ExpectContinue = true;
                request.Headers.TransferEncodingChunked = isChunked;
            });

            // Who takes no unknown fields may refuse the first one before a chunked body turns out to be too large: that depends on how much
            // of it has come in by then.
            Assert.Contains(answer.Status, isChunked && HostileValues.IsClosed(call.Operation) ? TooLargeOrUnknown : TooLarge);
            AssertNone(call.Operation, [.. FaultsOf(call.Operation, answer)]);
        }
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Content_types_other_than_json_in_utf_8_are_refused(string name)
    {
        var call = await CallAsync(name);
        var body = Encoding.UTF8.GetBytes((await SampleBody.OfAsync(call.Operation, call.World))!.ToJsonString());
        foreach (var type in new[] { "", "text/plain", "text/html", "multipart/form-data", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "application/json; charset=utf-7", "application/json; charset=", "json", "*/*", "application/json, text/plain", $"application/{new string('x', 2000)}" })
        {
            var answer = await SendAsync(call, body, type);

            Assert.True(answer.Status == 415 || (answer.Status < 400 && type == "application/json; charset="), $"«{type}» was answered with {answer.Status}: {answer.Body}");
            AssertNone(call.Operation, [.. FaultsOf(call.Operation, answer)]);
        }
    }

    [Theory]
    [MemberData(nameof(WithQuery))]
    public async Task Hostile_queries_are_refused_in_words(string name)
    {
        var call = await CallAsync(name);
        var faults = new List<string>();
        foreach (var (parameter, schema) in call.Operation.QueryParameters)
        {
            foreach (var query in HostileValues.InAddresses.Select(value => $"{parameter}={value}").Append($"{parameter}=1&{parameter}=2").Append($"{parameter}[]=1").Append($"{parameter}").Append($"%00={parameter}"))
            {
                var answer = await SendAsync(call, path: $"{call.Path}?{query}");
                var isNumber = ApiOperation.TypeOf(schema) is "integer" or "number";
                faults.AddRange(FaultsOf(call.Operation, answer)
                    .Concat(isNumber && query == $"{parameter}=abc" && !(answer.Status is 400 or 422 && answer.Body.Contains(parameter, StringComparison.Ordinal)) ? ["was not refused by name"] : [])
                    .Select(fault => $"?{query}: {fault} ({answer.Status} {Short(answer.Body)})"));
            }
        }

        AssertNone(call.Operation, faults);
    }

    [Theory]
    [MemberData(nameof(WithPath))]
    public async Task Hostile_paths_are_answered_in_words(string name)
    {
        var call = await CallAsync(name);
        var faults = new List<string>();
        foreach (var parameter in call.Operation.PathParameters)
        {
            foreach (var value in HostileValues.InAddresses)
            {
                var path = call.Operation.PathWith(new Dictionary<string, string>(call.Ids) { [parameter] = value });
                var answer = await SendAsync(call, path: path);
                if (value is "" or ".." or "%2e%2e" && answer.Status < 500)
                {
                    continue; // Those name another address, which may answer, and may be another dialect's.
                }

                faults.AddRange(ShapeFaultsOf(call.Operation, answer)
                    .Concat(parameter == AnyKey || answer.Status is 400 or 404 or 405 or 414 or 431 || (answer.Status == 422 && call.Operation.Document.Dialect == Dialect.Accounting) ? [] : ["is no status for this"])
                    .Select(fault => $"{path}: {fault} ({answer.Status} {Short(answer.Body)})"));
            }
        }

        AssertNone(call.Operation, faults);
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task Hostile_headers_are_answered_in_words(string name)
    {
        var call = await CallAsync(name);
        var faults = new List<string>();
        var large = new string('h', 100_000);
        foreach (var (header, value) in new[]
        {
            ("Idempotency-Key", "a\u0001b"), ("Idempotency-Key", "\t"), ("Idempotency-Key", "k\u007f"), ("Idempotency-Key", new string('k', 10_000)), ("Idempotency-Key", new string('k', 255)), ("Idempotency-Key", "é"),
            ("Authorization", "Bearer a\u0001b"), ("Authorization", $"Bearer {new string('x', 10_000)}"), ("Authorization", "Bearer é"), ("Authorization", "Negotiate x"), ("Authorization", ","),
            ("Cookie", "session=%00"), ("Cookie", "session=;;;=\"\u0001"), ("X-Large", large), ("Accept", "nonsense/;;q=x"), ("Accept-Encoding", "gzip;q=abc"), ("X-Fern-Language", "\u0001"), ("If-Match", "\"x"), ("Range", "bytes=-1-"),
            ("X-Request-Id", large[..5000]), ("traceparent", "nonsense"), ("Origin", "null"), ("Sec-Fetch-Site", "\u0001"), ("X-Forwarded-For", "\u0001"),
        })
        {
            var answer = await SendAsync(call, call.Operation.Body is null ? null : "{}"u8.ToArray(), change: request =>
            {
                request.Headers.Remove(header);
                if (!request.Headers.TryAddWithoutValidation(header, value))
                {
                    request.Content?.Headers.Remove(header);
                    request.Content?.Headers.TryAddWithoutValidation(header, value);
                }
            });
            faults.AddRange(ShapeFaultsOf(call.Operation, answer).Select(fault => $"{header}: {Short(value)}: {fault} ({answer.Status} {Short(answer.Body)})"));
        }

        AssertNone(call.Operation, faults);
    }

    private static TheoryData<string> Names(Func<ApiOperation, bool> where) => [.. ApiOperation.All.Where(where).Select(operation => operation.ToString())];

    // Fields of the operation with values of every kind, so that some get far.
    private static Gen<string> JsonObjects(string[] fields)
    {
        var scalars = Gen.OneOf(
            Gen.Elements("null", "true", "false", "0", "-0", "1", "-1", "1e2", "1E-7", "0.000000001", "123456789012345678901234567890"),
            ArbMap.Default.GeneratorFor<string>().Select(text => JsonSerializer.Serialize(text)),
            ArbMap.Default.GeneratorFor<decimal>().Select(number => number.ToString(CultureInfo.InvariantCulture)),
            ArbMap.Default.GeneratorFor<DateTime>().Select(time => JsonSerializer.Serialize(time)));
        var keys = Gen.OneOf(Gen.Elements(fields.Length > 0 ? fields : ["zz"]), ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get));
        var lists = scalars.ListOf().Select(items => $"[{string.Join(',', items)}]");
        var inner = Objects(keys, Gen.OneOf(scalars, lists));
        return Objects(keys, Gen.Frequency((5, scalars), (1, lists), (1, inner), (1, inner.ListOf().Select(items => $"[{string.Join(',', items)}]"))));
    }

    private static Gen<string> Objects(Gen<string> keys, Gen<string> values) =>
        keys.Zip(values).ListOf().Select(pairs => $"{{{string.Join(',', pairs.DistinctBy(pair => pair.Item1).Select(pair => $"{JsonSerializer.Serialize(pair.Item1)}:{pair.Item2}"))}}}");

    private static IEnumerable<string> FaultsOf(ApiOperation operation, Answer answer) =>
        ShapeFaultsOf(operation, answer).Concat(
            operation.Description.GetProperty("responses").TryGetProperty(answer.Status.ToString(CultureInfo.InvariantCulture), out _) || IsOfKestrel(answer)
                ? []
                : [$"{answer.Status} is not among the documented answers"]);

    private static IEnumerable<string> ShapeFaultsOf(ApiOperation operation, Answer answer)
    {
        if (answer.Status >= 500)
        {
            yield return "is a fault of ours";
        }
        else if (answer.Status >= 400 && !IsOfKestrel(answer) && ErrorShape.FaultOf(answer, operation.Path) is { } fault)
        {
            yield return fault;
        }
    }

    // What Kestrel refuses before there is a request that anybody could answer.
    private static bool IsOfKestrel(Answer answer) => answer.Status is 400 or 414 or 431 && answer.Body.Length == 0 && !answer.Headers.Contains("X-Request-Id");

    private static void AssertNone(ApiOperation operation, IReadOnlyList<string> faults) =>
        Assert.True(faults.Count == 0, $"{operation}: {faults.Count} faults\n{string.Join('\n', faults.Take(12))}");

    private static string Short(string text) => text.Length > 160 ? $"{text[..160]}…" : text;

    private async Task<Call> CallAsync(string name)
    {
        var operation = ApiOperation.All.First(one => one.ToString() == name);
        var world = await World.NewAsync(server);
        var ids = await world.IdsAsync(operation);
        return new Call(operation, world, await world.CallerAsync(operation), ids, operation.PathWith(ids));
    }

    private async Task<Answer> SendAsync(Call call, byte[]? body = null, string type = "application/json", string? path = null, Action<HttpRequestMessage>? change = null)
    {
        var address = new Uri($"{server.Address.AbsoluteUri.TrimEnd('/')}{path ?? call.Path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(call.Operation.Method.ToUpperInvariant()), address);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        call.Caller.AddHeaders(request);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", call.World.Owner.Token);
        change?.Invoke(request);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Everything that the organization has stored, counted.</summary>
    private async Task<long> RowsAsync(World world)
    {
        await using var count = server.Owner.CreateCommand(await CountAllAsync(server));
        count.Parameters.Add(new() { Value = world.Owner.Id.Value });
        return Convert.ToInt64(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
    }

    private static async Task<string> CountAllAsync(TestServer server)
    {
        if (_countAll is null)
        {
            await using var tables = server.Owner.CreateCommand(
                """
                select 'select ' || string_agg(format('(select count(*) from %I.%I where organization_id = $1)', table_schema, table_name), ' + ')
                from information_schema.columns
                where table_schema in ('public', 'gate') and column_name = 'organization_id'
                """);
            _countAll = (string)(await tables.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        }

        return _countAll;
    }

    private static string? _countAll;

    private sealed record Call(ApiOperation Operation, World World, Tenant Caller, Dictionary<string, string> Ids, string Path);
}
