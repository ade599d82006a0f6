using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using static Quittance.Connectors.AccountingSystems.Tryton.TrytonValue;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>Tryton's JSON-RPC: logs in, calls, and turns what fails into <see cref="AccountingException"/>.</summary>
/// <remarks>The protocol is that of trytond 6.0, protocols/jsonrpc.py and dispatcher.py: a POST to the database's address for every call.</remarks>
internal sealed class TrytonApi(ProviderHttp http)
{
    private readonly TrytonSessions _sessions = new();

    /// <summary>A way to call for one connection, with an open session.</summary>
    public async Task<TrytonCalls> OpenAsync(AccountingAccess access, CancellationToken cancel) =>
        new(this, access, _sessions.Find(access) ?? await LoginAsync(access, cancel));

    /// <summary>Calls a method; a session that has run out is opened anew, once.</summary>
    /// <param name="context">What the call's context has besides the session's own.</param>
    /// <returns>What the answer's <c>result</c> is, the session it was made in, and the server's clock.</returns>
    public async Task<TrytonResult> CallAsync(AccountingAccess access, TrytonSession session, string method, JsonArray parameters, JsonObject? context, CancellationToken cancel)
    {
        var answer = await SendAsync(access, session, method, [.. parameters.Select(value => value?.DeepClone()), session.ContextWith(context)], cancel);
        if (answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            // 401 is a stale session. 403 is a method that is closed, and what some versions say instead of 401.
            _sessions.Forget(access);
            session = await LoginAsync(access, cancel);
            answer = await SendAsync(access, session, method, [.. parameters.Select(value => value?.DeepClone()), session.ContextWith(context)], cancel);
        }

        return answer.Status switch
        {
            HttpStatusCode.Unauthorized => throw new AccountingException(AccountingFault.CredentialsRefused, "Tryton ended the session at once."),
            HttpStatusCode.Forbidden => throw new AccountingException(AccountingFault.Forbidden, $"Tryton does not let anybody call {method}."),
            _ => new TrytonResult(ResultOf(answer), session, answer.Headers.Date),
        };
    }

    private async Task<TrytonSession> LoginAsync(AccountingAccess access, CancellationToken cancel)
    {
        var user = access.Required(TrytonProfile.User);
        JsonArray parameters = [user, new JsonObject { ["password"] = access.RequiredSecret(TrytonProfile.Password) }];
        var answer = await SendAsync(access, null, "common.db.login", parameters, cancel);
        var result = answer.Status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => throw new AccountingException(AccountingFault.CredentialsRefused, "Tryton does not take this user and password."),
            HttpStatusCode.NotFound => throw NoDatabase(access),
            _ => ResultOfLogin(access, answer),
        };
        if (result.ValueKind != JsonValueKind.Array || result.GetArrayLength() < 2 || result[0].ValueKind != JsonValueKind.Number || !result[0].TryGetInt64(out var userId) || result[1].ValueKind != JsonValueKind.String)
        {
            throw new AccountingException(AccountingFault.BadAnswer, "Tryton answered the login with something that is no session.");
        }

        var header = $"Session {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{userId}:{result[1].GetString()}"))}";
        var session = await WithCompanyAsync(access, new TrytonSession(header, userId, 0, "{}"), cancel);
        _sessions.Keep(access, session);
        return session;
    }

    // The context that Tryton's own client would send, for the company that the connection is for.
    private async Task<TrytonSession> WithCompanyAsync(AccountingAccess access, TrytonSession session, CancellationToken cancel)
    {
        async Task<JsonElement> AskAsync(string method, JsonArray parameters) => ResultOf((await SendAsync(access, session, method, parameters, cancel)).Required());

        var preferences = await AskAsync("model.res.user.get_preferences", [true, new JsonObject()]);
        var own = await AskAsync("model.res.user.get_preferences", [false, new JsonObject()]);
        if (preferences.ValueKind != JsonValueKind.Object || own.ValueKind != JsonValueKind.Object)
        {
            throw new AccountingException(AccountingFault.BadAnswer, "Tryton does not tell the user's preferences.");
        }

        var context = JsonObject.Create(preferences)!;
        context["language"] = "en"; // So that its refusals can be told apart.
        var companies = own.IdList("companies");
        var company = access.Setting(TrytonProfile.Company) is { Length: > 0 } wanted
            ? await NamedCompanyAsync(wanted, companies, context, AskAsync)
            : companies switch
            {
                [var only] => only,
                [] => preferences.Id("company") ?? throw new AccountingException(AccountingFault.NotConfigured, "The user belongs to no company in Tryton."),
                _ => throw new AccountingException(AccountingFault.NotConfigured, "The user may act for several companies in Tryton: name the one these books are for."),
            };
        context["company"] = company;
        context["company_filter"] = "one";
        context.Remove("employee");
        return session with { CompanyId = company, Context = context.ToJsonString() };
    }

    private static async Task<long> NamedCompanyAsync(string wanted, IReadOnlyList<long> companies, JsonObject context, Func<string, JsonArray, Task<JsonElement>> askAsync)
    {
        JsonArray domain = [Is("id", "in", Ids(companies)), IdOf(wanted) is { } id ? new JsonArray("OR", Is("id", id), Is("party.name", wanted)) : Is("party.name", wanted)];
        var found = await askAsync("model.company.company.search", [domain, 0, 2, null, context.DeepClone()]);
        return found.ValueKind == JsonValueKind.Array && found.GetArrayLength() == 1 && found[0].ValueKind == JsonValueKind.Number && found[0].TryGetInt64(out var company)
            ? company
            : throw new AccountingException(AccountingFault.NotConfigured, $"The user has no company {wanted} in Tryton.");
    }

    private async Task<ProviderAnswer> SendAsync(AccountingAccess access, TrytonSession? session, string method, JsonArray parameters, CancellationToken cancel)
    {
        var database = access.Required(TrytonProfile.Database);
        var address = ProviderRequest.Address(access.Required(TrytonProfile.BaseUrl), $"/{ProviderRequest.Segment(database)}/");
        var body = new JsonObject { ["id"] = 0, ["method"] = method, ["params"] = parameters };
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            // With a length: Tryton answers 411 to a chunked body.
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        if (session is not null)
        {
            request.With("Authorization", session.Authorization);
        }

        return await http.ExchangeAsync(request, AccountingHttp.AnswerBytesMax, cancel);
    }

    private static AccountingException NoDatabase(AccountingAccess access) =>
        new(AccountingFault.NotConfigured, $"There is no Tryton database {access.Setting(TrytonProfile.Database)} at this address.");

    private static JsonElement ResultOfLogin(AccountingAccess access, ProviderAnswer answer)
    {
        try
        {
            return ResultOf(answer);
        }
        catch (AccountingException failed) when (failed.Fault == AccountingFault.Rejected && failed.Message.Contains("exist", StringComparison.Ordinal))
        {
            throw NoDatabase(access); // Both databases say so in the text of an exception, and nothing else.
        }
    }

    private static JsonElement ResultOf(ProviderAnswer answer)
    {
        using var json = answer.Required().Json();
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new AccountingException(AccountingFault.BadAnswer, $"{answer.Host} does not answer as Tryton does.");
        }

        if (root.TryGetProperty("error", out var error))
        {
            throw TrytonFailure.Of(error);
        }

        return root.TryGetProperty("result", out var result)
            ? result.Clone()
            : throw new AccountingException(AccountingFault.BadAnswer, $"{answer.Host} does not answer as Tryton does.");
    }
}
