using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>The calls of the Accounting API, each for one company.</summary>
internal sealed class QuickBooksApi(QuickBooksOptions options, ProviderHttp http)
{
    /// <summary>The largest page that a query may ask for, in objects.</summary>
    public const int PageMax = 1000;

    /// <summary>How many pages of one list are read.</summary>
    private const int PagesMax = 20;

    // Bills are large: a page of these has to stay below AccountingHttp.AnswerBytesMax.
    private const int BillPage = 200;

    /// <summary>Reads one object.</summary>
    /// <param name="entity">Such as <c>Bill</c>.</param>
    public async Task<JsonElement> ReadAsync(AccountingAccess access, string entity, string id, CancellationToken cancel) =>
        Object(await SendAsync(access, HttpMethod.Get, $"{PathOf(entity)}/{ProviderRequest.Segment(id)}", null, cancel), entity);

    /// <summary>Reads one object, if it is there.</summary>
    /// <returns>Null when it was deleted or never was.</returns>
    public async Task<JsonElement?> FindAsync(AccountingAccess access, string entity, string id, CancellationToken cancel)
    {
        try
        {
            var found = await ReadAsync(access, entity, id, cancel);
            return found.Text("status") == "Deleted" ? null : found;
        }
        catch (AccountingException failure) when (failure.Fault == AccountingFault.NotFound)
        {
            return null;
        }
    }

    /// <summary>Asks for one page of objects.</summary>
    /// <param name="conditions">Written by <see cref="QuickBooksQuery"/>, with an order if one is wanted.</param>
    public async Task<(IReadOnlyList<JsonElement> Objects, JsonElement Answer)> QueryAsync(
        AccountingAccess access, string entity, string conditions, int start, int count, CancellationToken cancel)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"select * from {entity}{conditions} startposition {start} maxresults {count}");
        var answer = await SendAsync(access, HttpMethod.Get, $"query?query={Uri.EscapeDataString(query)}", null, cancel);
        return (answer.Part("QueryResponse")?.Items(entity, count) ?? [], answer);
    }

    /// <summary>Asks for all objects.</summary>
    /// <exception cref="AccountingException">There are more than are read.</exception>
    /// <inheritdoc cref="QueryAsync"/>
    public async Task<IReadOnlyList<JsonElement>> QueryAllAsync(AccountingAccess access, string entity, string conditions, CancellationToken cancel)
    {
        var size = entity is "Bill" or "VendorCredit" or "BillPayment" ? BillPage : PageMax;
        var all = new List<JsonElement>();
        for (var page = 0; page < PagesMax; page++)
        {
            var (objects, _) = await QueryAsync(access, entity, conditions, 1 + (page * size), size, cancel);
            all.AddRange(objects);
            if (objects.Count < size)
            {
                return all;
            }
        }

        throw AccountingRefusals.TooManyToLookThrough("QuickBooks", all.Count);
    }

    /// <summary>What changed since a time, at most 30 days ago.</summary>
    public Task<JsonElement> ChangesAsync(AccountingAccess access, string entities, DateTimeOffset since, CancellationToken cancel) =>
        SendAsync(access, HttpMethod.Get, $"cdc?entities={Uri.EscapeDataString(entities)}&changedSince={Uri.EscapeDataString(QuickBooksQuery.Iso(since))}", null, cancel);

    /// <summary>Makes an object. A second call with the same key and body makes no second one, as long as QuickBooks remembers the first.</summary>
    /// <param name="options">More query parameters, each with an ampersand before it.</param>
    public async Task<JsonElement> CreateAsync(AccountingAccess access, string entity, string key, JsonObject body, string options, CancellationToken cancel)
    {
        try
        {
            var told = await PostAsync(access, entity, $"?requestid={RequestId("create", entity, key, body)}{options}", body, cancel);
            // It may be the answer of an earlier call, about an object that was deleted or voided since.
            if (await FindAsync(access, entity, told.RequiredText("Id"), cancel) is { } made && !QuickBooksReversals.IsVoid(made))
            {
                return made;
            }
        }
        catch (AccountingException refused) when (IsFinal(refused))
        {
            // It is not documented whether a refusal is remembered too. If it is, this one may be older than what was put right
            // in the meantime; nothing was made, so that asking without the id is safe.
        }

        // Objects are searched for before each try, so that this one is found should nobody hear of it.
        return await PostAsync(access, entity, options.Length == 0 ? "" : $"?{options.TrimStart('&')}", body, cancel);
    }

    /// <summary>Changes the named fields of an object, if nobody else has changed it since.</summary>
    /// <param name="options">More query parameters, each with an ampersand before it.</param>
    public Task<JsonElement> UpdateAsync(AccountingAccess access, string entity, JsonElement there, JsonObject changes, string options, CancellationToken cancel)
    {
        var body = (JsonObject)changes.DeepClone();
        body["Id"] = there.RequiredText("Id");
        body["SyncToken"] = there.RequiredText("SyncToken");
        body["sparse"] = true;
        return PostAsync(access, entity, $"?operation=update{options}", body, cancel);
    }

    /// <summary>Deletes an object, if nobody else has changed it since.</summary>
    public Task DeleteAsync(AccountingAccess access, string entity, JsonElement there, CancellationToken cancel) =>
        SendAsync(access, HttpMethod.Post, $"{PathOf(entity)}?operation=delete", new JsonObject { ["Id"] = there.RequiredText("Id"), ["SyncToken"] = there.RequiredText("SyncToken") }, cancel);

    private static bool IsFinal(AccountingException refused) =>
        refused.Code is not null && !refused.Fault.IsTransient() && !refused.Fault.StopsConnection();

    private async Task<JsonElement> PostAsync(AccountingAccess access, string entity, string query, JsonObject body, CancellationToken cancel) =>
        Object(await SendAsync(access, HttpMethod.Post, PathOf(entity) + query, body, cancel), entity);

    private async Task<JsonElement> SendAsync(AccountingAccess access, HttpMethod method, string pathAndQuery, JsonObject? body, CancellationToken cancel)
    {
        var separator = pathAndQuery.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var address = ProviderRequest.Address(
            options.ApiUrl.OriginalString, $"/v3/company/{ProviderRequest.Segment(access.Required(QuickBooksSystem.RealmSetting))}/{pathAndQuery}{separator}minorversion=75");
        // Without Accept it answers XML.
        using var request = new HttpRequestMessage(method, address).With("Accept", "application/json").WithBearer(access.RequiredAccessToken());
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return QuickBooksFaults.Read(await http.ExchangeAsync(request, AccountingHttp.AnswerBytesMax, cancel));
    }

    private static JsonElement Object(JsonElement answer, string entity) => answer.Part(entity) ?? throw new AccountingException(
        AccountingFault.BadAnswer, $"QuickBooks answered without a {entity}.");

    // Paths are lower-case in all of Intuit's examples.
#pragma warning disable CA1308 // Names of entities are ASCII and no keys.
    private static string PathOf(string entity) => entity.ToLowerInvariant();
#pragma warning restore CA1308

    /// <summary>At most 50 characters. Another body has another id, so that what was refused can be corrected.</summary>
    private static string RequestId(string operation, string entity, string key, JsonObject body) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{operation}\n{entity}\n{key}\n{body.ToJsonString()}")))[..40];
}
