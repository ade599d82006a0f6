using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Domain.Accounting;
using static Quittance.Connectors.AccountingSystems.Tryton.TrytonValue;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>The calls of one operation: models and wizards of one company.</summary>
internal sealed class TrytonCalls(TrytonApi api, AccountingAccess access, TrytonSession session)
{
    private TrytonSession _session = session;

    /// <summary>The connection's settings.</summary>
    public AccountingAccess Access => access;

    /// <summary>Whose books are kept.</summary>
    public long CompanyId => _session.CompanyId;

    /// <summary>The time on Tryton's machine, from its last answer; null when it does not say.</summary>
    public DateTimeOffset? Clock { get; private set; }

    /// <summary>A clause of a domain: records of the company only.</summary>
    public JsonArray OfCompany => Is("company", CompanyId);

    /// <summary>Any method.</summary>
    /// <param name="context">What the context has besides the usual.</param>
    public async Task<JsonElement> CallAsync(string method, JsonArray parameters, CancellationToken cancel, JsonObject? context = null)
    {
        var result = await api.CallAsync(access, _session, method, parameters, context, cancel);
        (_session, Clock) = (result.Session, result.Clock ?? Clock);
        return result.Value;
    }

    /// <summary>Fields of the records that fit a domain, in the order of their ids unless another is given.</summary>
    /// <remarks>Parties also when they are deactivated: a clause for it would not reach into the branches of an OR.</remarks>
    public async Task<IReadOnlyList<JsonElement>> SearchReadAsync(string model, JsonArray domain, string[] fields, int limit, CancellationToken cancel, JsonArray? order = null, int offset = 0)
    {
        var context = model == TrytonVendors.Party ? new JsonObject { ["active_test"] = false } : null;
        JsonArray parameters = [domain, offset, limit, order ?? [new JsonArray("id", "ASC")], Texts(fields)];
        var rows = await CallAsync($"model.{model}.search_read", parameters, cancel, context);
        return rows.ValueKind == JsonValueKind.Array && rows.GetArrayLength() <= limit && rows.EnumerateArray().All(row => row.ValueKind == JsonValueKind.Object)
            ? [.. rows.EnumerateArray()]
            : throw new AccountingException(AccountingFault.BadAnswer, $"Tryton's answer is no list of {model}.");
    }

    /// <summary>Fields of the first record that fits; null when none does.</summary>
    public async Task<JsonElement?> FirstAsync(string model, JsonArray domain, string[] fields, CancellationToken cancel) =>
        await SearchReadAsync(model, domain, fields, 1, cancel) is [var first] ? first : null;

    /// <summary>Makes a record and gives its id.</summary>
    public async Task<long> CreateAsync(string model, JsonObject values, CancellationToken cancel)
    {
        var ids = await CallAsync($"model.{model}.create", [new JsonArray(values)], cancel);
        return ids.ValueKind == JsonValueKind.Array && ids.GetArrayLength() == 1 && ids[0].ValueKind == JsonValueKind.Number && ids[0].TryGetInt64(out var id)
            ? id
            : throw new AccountingException(AccountingFault.BadAnswer, $"Tryton does not say which {model} it made.");
    }

    /// <summary>Changes a record.</summary>
    public Task WriteAsync(string model, long id, JsonObject values, CancellationToken cancel, JsonObject? context = null) =>
        CallAsync($"model.{model}.write", [Ids([id]), values], cancel, context);

    /// <summary>A method that takes records and gives nothing back: a button, or <c>delete</c>.</summary>
    public Task DoAsync(string model, string method, long id, CancellationToken cancel) => CallAsync($"model.{model}.{method}", [Ids([id])], cancel);

    /// <summary>Opens a wizard, has it do its steps on a record, and closes it.</summary>
    /// <param name="model">The model of the record that it is opened on.</param>
    /// <param name="context">What the context has besides the record.</param>
    public async Task WizardAsync(string wizard, string model, long id, Func<Func<JsonObject, string, Task<JsonElement>>, Task> steps, CancellationToken cancel, JsonObject? context = null)
    {
        var opened = await CallAsync($"wizard.{wizard}.create", [], cancel);
        if (opened.ValueKind != JsonValueKind.Array || opened.GetArrayLength() == 0 || opened[0].ValueKind != JsonValueKind.Number || !opened[0].TryGetInt64(out var number))
        {
            throw new AccountingException(AccountingFault.BadAnswer, $"Tryton does not open the wizard {wizard}.");
        }

        var on = new JsonObject { ["active_model"] = model, ["active_id"] = id, ["active_ids"] = Ids([id]) };
        foreach (var (name, value) in context ?? [])
        {
            on[name] = value?.DeepClone();
        }

        await steps((data, state) => CallAsync($"wizard.{wizard}.execute", [number, data, state], cancel, on));
        await CallAsync($"wizard.{wizard}.delete", [number], cancel);
    }

    /// <summary>Answers a question of Tryton's with yes, once.</summary>
    /// <param name="name">The question's name, the code of the failure that it came as.</param>
    public Task AgreeAsync(string name, CancellationToken cancel) =>
        CreateAsync("res.user.warning", new JsonObject { ["user"] = _session.UserId, ["name"] = name, ["always"] = false }, cancel);

    /// <summary>The context that makes a write fail if the record has changed since.</summary>
    /// <param name="timestamp">The record's field <c>_timestamp</c> as it was read.</param>
    public static JsonObject Unchanged(string model, long id, string? timestamp) => new() { ["_timestamp"] = new JsonObject { [$"{model},{Text(id)}"] = timestamp } };
}
