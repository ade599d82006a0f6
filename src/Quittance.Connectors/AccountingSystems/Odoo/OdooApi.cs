using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Odoo;

/// <summary>Odoo's External JSON-2 API: <c>POST /json/2/MODEL/METHOD</c>, arguments by name. Each call is a transaction of its own.</summary>
/// <param name="clock">For an answer that does not tell its time.</param>
internal sealed class OdooApi(ProviderHttp http, TimeProvider clock)
{
    /// <summary>How Odoo writes times, in UTC.</summary>
    public const string TimeFormat = "yyyy-MM-dd HH:mm:ss";

    private const int CompaniesMax = 1_000;

    private const int PageSize = 500;

    private const int PagesMax = 100;

    // Which company a connection means does not change without its settings.
    private readonly ConcurrentDictionary<string, int> _companies = new(StringComparer.Ordinal);

    /// <summary>The records that a domain finds.</summary>
    /// <param name="domain">Conditions that all have to hold.</param>
    public async Task<IReadOnlyList<OdooRecord>> SearchAsync(
        AccountingAccess access, string model, IEnumerable<OdooCondition> domain, string[] fields, int limit, CancellationToken cancel, string order = "id asc", bool withArchived = false)
    {
        var (result, _) = await CallAsync(access, model, "search_read", Search(domain, fields, limit, order), cancel, withArchived ? new() { ["active_test"] = false } : null);
        return Records(result);
    }

    /// <summary>As <see cref="SearchAsync"/>, page by page to the end, at most 50,000.</summary>
    public async Task<List<OdooRecord>> AllAsync(AccountingAccess access, string model, OdooCondition[] domain, string[] fields, CancellationToken cancel)
    {
        var all = new List<OdooRecord>();
        for (var page = 0; page < PagesMax; page++)
        {
            var found = await SearchAsync(access, model, [.. domain, new("id", ">", all.Count == 0 ? 0 : all[^1].Id)], fields, PageSize, cancel);
            all.AddRange(found);
            if (found.Count < PageSize)
            {
                break;
            }
        }

        return all;
    }

    /// <summary>As <see cref="SearchAsync"/>, with the time at Odoo.</summary>
    public async Task<(IReadOnlyList<OdooRecord> Records, DateTimeOffset Now)> SearchAtAsync(
        AccountingAccess access, string model, IEnumerable<OdooCondition> domain, string[] fields, int limit, CancellationToken cancel)
    {
        var (result, now) = await CallAsync(access, model, "search_read", Search(domain, fields, limit, "id asc"), cancel, new() { ["active_test"] = false });
        return (Records(result), now);
    }

    /// <summary>Makes one record.</summary>
    /// <returns>Its id.</returns>
    public async Task<int> CreateAsync(AccountingAccess access, string model, JsonObject values, CancellationToken cancel, JsonObject? context = null)
    {
        var (result, _) = await CallAsync(access, model, "create", new() { ["vals_list"] = new JsonArray(values) }, cancel, context);
        return result.ValueKind == JsonValueKind.Array && result.GetArrayLength() == 1 && result[0].TryGetInt32(out var id)
            ? id
            : throw new AccountingException(AccountingFault.BadAnswer, $"Odoo did not answer the id of the {model} that it made.");
    }

    /// <summary>Changes one record.</summary>
    public Task WriteAsync(AccountingAccess access, string model, int id, JsonObject values, CancellationToken cancel) =>
        CallAsync(access, model, "write", new() { ["ids"] = new JsonArray(id), ["vals"] = values }, cancel);

    /// <summary>Calls a method of one record.</summary>
    public Task DoAsync(AccountingAccess access, string model, string method, int id, CancellationToken cancel, JsonObject? context = null) =>
        CallAsync(access, model, method, new() { ["ids"] = new JsonArray(id) }, cancel, context);

    /// <summary>The id of the company whose books are meant.</summary>
    public async Task<int> CompanyAsync(AccountingAccess access, CancellationToken cancel)
    {
        var stated = access.Setting(OdooProfile.Company);
        if (int.TryParse(stated, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        var meant = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{access.ConnectionId}\n{access.Setting(OdooProfile.BaseUrl)}\n{access.Setting(OdooProfile.Database)}\n{stated}\n{access.RequiredSecret(OdooProfile.ApiKey)}")));
        if (_companies.TryGetValue(meant, out var known))
        {
            return known;
        }

        var found = stated is null ? await DefaultCompanyAsync(access, cancel) : await NamedCompanyAsync(access, stated, cancel);
        if (_companies.Count >= CompaniesMax)
        {
            _companies.Clear();
        }

        _companies[meant] = found;
        return found;
    }

    private async Task<int> DefaultCompanyAsync(AccountingAccess access, CancellationToken cancel)
    {
        var (context, _) = await CallAsync(access, "res.users", "context_get", [], cancel, isForCompany: false);
        var user = context.ValueKind == JsonValueKind.Object && context.TryGetProperty("uid", out var uid) && uid.TryGetInt32(out var id)
            ? id
            : throw new AccountingException(AccountingFault.BadAnswer, "Odoo did not say whose key it is.");
        var (found, _) = await CallAsync(access, "res.users", "search_read", Search([new("id", "=", user)], ["company_id"], 1, "id asc"), cancel, isForCompany: false);
        return Records(found) is [var self] && self.ReferenceId("company_id") is { } company
            ? company
            : throw new AccountingException(AccountingFault.Forbidden, "Odoo does not tell the company of the key's user.");
    }

    private async Task<int> NamedCompanyAsync(AccountingAccess access, string name, CancellationToken cancel)
    {
        var (found, _) = await CallAsync(access, "res.company", "search_read", Search([new("name", "=", name)], ["name"], 2, "id asc"), cancel, isForCompany: false);
        return Records(found) is [var only]
            ? only.Id
            : throw new AccountingException(AccountingFault.NotConfigured, $"Odoo has no one company called {name} that the key's user may see.");
    }

    private async Task<(JsonElement Result, DateTimeOffset Now)> CallAsync(
        AccountingAccess access, string model, string method, JsonObject arguments, CancellationToken cancel, JsonObject? context = null, bool isForCompany = true)
    {
        // Messages are told apart by their English words.
        context ??= [];
        context["lang"] = "en_US";
        context["tz"] = "UTC";
        if (isForCompany)
        {
            context["allowed_company_ids"] = new JsonArray(await CompanyAsync(access, cancel));
        }

        arguments["context"] = context;
        return await AccountingHttp.AsAccountingAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, ProviderRequest.Address(access.Required(OdooProfile.BaseUrl), $"/json/2/{model}/{method}"))
            {
                Content = new StringContent(arguments.ToJsonString(), Encoding.UTF8, "application/json"),
            };
            request.With("Accept", "application/json").With("Authorization", $"bearer {access.RequiredSecret(OdooProfile.ApiKey)}");
            if (access.Setting(OdooProfile.Database) is { } database)
            {
                request.With("X-Odoo-Database", database);
            }

            var answer = await http.ExchangeAsync(request, AccountingHttp.AnswerBytesMax, cancel);
            if (!answer.IsSuccess)
            {
                throw OdooErrors.Of(answer);
            }

            using var json = answer.Json();
            return (json.RootElement.Clone(), answer.Headers.Date ?? clock.GetUtcNow());
        });
    }

    private static JsonObject Search(IEnumerable<OdooCondition> domain, string[] fields, int limit, string order) => new()
    {
        ["domain"] = new JsonArray([.. domain.Select(condition => condition.Write())]),
        ["fields"] = new JsonArray([.. fields.Select(field => JsonValue.Create(field))]),
        ["limit"] = limit,
        ["order"] = order,
    };

    private static List<OdooRecord> Records(JsonElement result) => result.ValueKind == JsonValueKind.Array
        ? [.. result.EnumerateArray().Select(record => new OdooRecord(record))]
        : throw new AccountingException(AccountingFault.BadAnswer, "Odoo answered no list of records.");
}
