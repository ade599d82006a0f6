using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Quittance.Counterparts.Tryton;

/// <summary>Tryton's JSON-RPC as tests call it: one user, one database, no retries. Shares nothing with the connector.</summary>
public sealed class TrytonRpc : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(2) };
    private readonly Uri _address;
    private AuthenticationHeaderValue? _session;

    /// <summary>Speaks to one database; <see cref="LoginAsync"/> has to come first.</summary>
    public TrytonRpc(Uri server, string database) => _address = new Uri(server, $"/{database}/");

    /// <summary>The last parameter of every call: the user's company and language.</summary>
    public Dictionary<string, object?> Context { get; } = [];

    /// <summary>A date as Tryton's JSON has it.</summary>
    public static object Date(DateOnly day) => new { __class__ = "date", year = day.Year, month = day.Month, day = day.Day };

    /// <summary>A decimal number as Tryton's JSON has it.</summary>
    public static object Number(decimal value) => new { __class__ = "Decimal", @decimal = FormattableString.Invariant($"{value}") };

    /// <summary>Reads a decimal number of Tryton's JSON.</summary>
    public static decimal Number(JsonElement value) => decimal.Parse(value.GetProperty("decimal").GetString()!, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Opens a session and takes the user's company into <see cref="Context"/>.</summary>
    public async Task LoginAsync(string user, string password, CancellationToken cancel)
    {
        _session = null;
        var session = await CallAsync("common.db.login", cancel, user, new { password });
        _session = new AuthenticationHeaderValue("Session", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{session[0].GetInt32()}:{session[1].GetString()}")));
        Context.Clear();
        var preferences = await CallAsync("model.res.user.get_preferences", cancel, true, new { });
        foreach (var name in new[] { "company", "company_filter", "language" })
        {
            Context[name] = preferences.TryGetProperty(name, out var value) ? value.Clone() : null;
        }
    }

    /// <summary>A method with exactly these parameters.</summary>
    /// <exception cref="InvalidOperationException">Tryton refused; the message has its words.</exception>
    public async Task<JsonElement> CallAsync(string method, CancellationToken cancel, params object?[] parameters)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            // With a length: Tryton answers 411 to a chunked body.
            Content = new StringContent(JsonSerializer.Serialize(new { id = 0, method, @params = parameters }), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = _session;
        using var answer = await _http.SendAsync(request, cancel);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{method}: HTTP {(int)answer.StatusCode}");
        }

        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancel));
        return json.RootElement.TryGetProperty("error", out var error)
            ? throw new InvalidOperationException($"{method}: {error.GetRawText()}")
            : json.RootElement.GetProperty("result").Clone();
    }

    /// <summary>A method of a model, with the context.</summary>
    public Task<JsonElement> ModelAsync(string model, string method, CancellationToken cancel, params object?[] parameters) =>
        CallAsync($"model.{model}.{method}", cancel, [.. parameters, Context]);

    /// <summary>Makes one record and gives its id.</summary>
    public async Task<int> CreateAsync(string model, object values, CancellationToken cancel) =>
        (await ModelAsync(model, "create", cancel, [new[] { values }]))[0].GetInt32();

    /// <summary>The ids that fit a domain, such as <c>["name", "=", "EUR"]</c>.</summary>
    public async Task<IReadOnlyList<int>> SearchAsync(string model, CancellationToken cancel, params object[] domain) =>
        [.. (await ModelAsync(model, "search", cancel, domain, 0, null, null)).EnumerateArray().Select(id => id.GetInt32())];

    /// <summary>The first id that fits.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task<int> FirstAsync(string model, CancellationToken cancel, params object[] domain) =>
        (await SearchAsync(model, cancel, domain)) is [var first, ..] ? first : throw new InvalidOperationException($"No {model} fits {JsonSerializer.Serialize(domain)}.");

    /// <summary>Fields of the records that fit a domain.</summary>
    public async Task<IReadOnlyList<JsonElement>> ReadAsync(string model, object[] domain, string[] fields, CancellationToken cancel) =>
        [.. (await ModelAsync(model, "search_read", cancel, domain, 0, null, null, fields)).EnumerateArray()];

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
