using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Quittance.Counterparts.Odoo;

/// <summary>A stateful fake of Odoo 19 behind its External JSON-2 API. It keeps no idempotency keys and finds no doubles, like the original.</summary>
public sealed class OdooServer : IAsyncDisposable
{
    public const string ApiKey = "3f1c8a7e5b9d2f4a6c8e0b1d3f5a7c9e1b3d5f70";

    private static readonly string[] OfModel = ["search_read", "create", "context_get"];
    private static readonly string[] OfRecords = ["write", "unlink", "action_post", "action_draft", "action_cancel", "action_create_payments", "refund_moves"];
    private static readonly Dictionary<string, string[]> Parameters = new(StringComparer.Ordinal)
    {
        ["search_read"] = ["domain", "fields", "offset", "limit", "order"],
        ["create"] = ["vals_list"],
        ["write"] = ["vals"],
    };

    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly OdooBooks _books;

    private OdooServer(WebApplication app)
    {
        _app = app;
        _books = new OdooBooks(Data);
        Seed();
    }

    /// <summary>What is in it.</summary>
    public OdooDatabase Data { get; } = new();

    public Uri Address { get; private set; } = null!;

    public int CompanyId { get; private set; }

    public int ExpenseAccountId { get; private set; }

    public int BankAccountId { get; private set; }

    public int TaxId { get; private set; }

    public static async Task<OdooServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new OdooServer(app);
        app.MapPost("/json/2/{model}/{method}", server.AnswerAsync);
        await app.StartAsync();
        server.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http, string model, string method)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        JsonNode? result;
        try
        {
            if (http.Request.Headers.Authorization != $"bearer {ApiKey}")
            {
                throw new OdooException(401, "werkzeug.exceptions.Unauthorized", "Invalid apikey");
            }

            lock (_lock)
            {
                Data.Now = TimeProvider.System.GetUtcNow().UtcDateTime;
                result = Call(model, method, body.RootElement);
            }
        }
        catch (OdooException refusal)
        {
            http.Response.StatusCode = refusal.Status;
            result = new JsonObject
            {
                ["name"] = refusal.Name,
                ["message"] = refusal.Message,
                ["arguments"] = new JsonArray(refusal.Message),
                ["context"] = new JsonObject(),
                ["debug"] = "Traceback (most recent call last): ...",
            };
        }

        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(result?.ToJsonString() ?? "null");
    }

    private JsonNode? Call(string model, string method, JsonElement body)
    {
        if (!OdooSchema.Has(model))
        {
            throw new OdooException(404, "werkzeug.exceptions.NotFound", $"the model '{model}' does not exist");
        }

        if (method.StartsWith('_') || !OfModel.Concat(OfRecords).Contains(method))
        {
            throw new OdooException(404, "werkzeug.exceptions.NotFound", $"The method '{model}.{method}' does not exist");
        }

        var ids = body.TryGetProperty("ids", out var list) ? list.EnumerateArray().Select(id => id.GetInt32()).ToList() : [];
        if (OfModel.Contains(method) && ids.Count > 0)
        {
            throw new OdooException(422, "werkzeug.exceptions.UnprocessableEntity", $"cannot call {model}.{method} with ids");
        }

        foreach (var argument in body.EnumerateObject().Where(argument => argument.Name is not ("ids" or "context") && !Parameters.GetValueOrDefault(method, []).Contains(argument.Name)))
        {
            throw new OdooException(422, "werkzeug.exceptions.UnprocessableEntity", $"got an unexpected keyword argument '{argument.Name}'");
        }

        var context = body.TryGetProperty("context", out var given) ? given : default;
        return method switch
        {
            "context_get" => new JsonObject { ["lang"] = "en_US", ["tz"] = "UTC", ["uid"] = 1 },
            "search_read" => SearchRead(model, body, context),
            "create" => Create(model, body, context),
            _ => OnRecords(method, [.. ids.Select(id => Data.Get(model, id))], body),
        };
    }

    private JsonArray SearchRead(string model, JsonElement body, JsonElement context)
    {
        var withArchived = context.ValueKind == JsonValueKind.Object && context.TryGetProperty("active_test", out var test) && !test.GetBoolean();
        var found = Data.Search(model, body.TryGetProperty("domain", out var domain) ? domain : default, withArchived);
        var limit = body.TryGetProperty("limit", out var most) ? most.GetInt32() : int.MaxValue;
        var fields = body.GetProperty("fields").EnumerateArray().Select(field => field.GetString()!).ToList();
        return new JsonArray([.. found.Take(limit).Select(row => Data.Read(row, fields))]);
    }

    // All or nothing, as a transaction is.
    private JsonArray Create(string model, JsonElement body, JsonElement context)
    {
        var before = OdooSchema.Names.ToDictionary(name => name, name => Data.All(name).ToHashSet(), StringComparer.Ordinal);
        try
        {
            return new JsonArray([.. body.GetProperty("vals_list").EnumerateArray().Select(values => JsonValue.Create(_books.Create(model, values, context, CompanyId).Id))]);
        }
        catch (OdooException)
        {
            foreach (var row in OdooSchema.Names.SelectMany(name => Data.All(name).Where(row => !before[name].Contains(row))).ToList())
            {
                Data.Remove(row);
            }

            throw;
        }
    }

    private JsonNode? OnRecords(string method, List<OdooRow> rows, JsonElement body)
    {
        foreach (var row in rows)
        {
            switch (method)
            {
                case "write":
                    OdooBooks.RequireChangeable(row, body.GetProperty("vals").EnumerateObject().Select(field => field.Name));
                    Data.Write(row, body.GetProperty("vals"));
                    break;
                case "unlink":
                    _books.Unlink(row);
                    break;
                case "action_post":
                    _books.Post(row);
                    break;
                case "action_draft":
                    _books.Reset(row);
                    break;
                case "action_cancel":
                    _books.Cancel(row);
                    break;
                case "action_create_payments":
                    return Action("account.payment", _books.CreatePayment(row).Id);
                case "refund_moves":
                    return Action("account.move", _books.Refund(row).Id);
            }
        }

        return JsonValue.Create(method is "write" or "unlink");
    }

    private static JsonObject Action(string model, int id) => new() { ["type"] = "ir.actions.act_window", ["res_model"] = model, ["res_id"] = id, ["view_mode"] = "form" };

    private void Seed()
    {
        var euro = Data.Add("res.currency", ("name", "EUR"), ("active", true)).Id;
        Data.Add("res.currency", ("name", "USD"), ("active", false));
        Data.Add("res.country", ("name", "France"), ("code", "FR"));
        CompanyId = Data.Add("res.company", ("name", "Odoo Books"), ("email", "books@example.com"), ("currency_id", euro)).Id;
        Data.Add("res.users", ("name", "Bot"), ("login", "bot"), ("company_id", CompanyId));
        ExpenseAccountId = Data.Add("account.account", ("name", "Purchases"), ("code", "607000"), ("account_type", "expense"), ("active", true)).Id;
        BankAccountId = Data.Add("account.account", ("name", "Bank"), ("code", "512001"), ("account_type", "asset_cash"), ("active", true)).Id;
        Data.Add("account.account", ("name", "Suppliers"), ("code", "401100"), ("account_type", "liability_payable"), ("active", true));
        Data.Add("account.journal", ("name", "Bank"), ("code", "BNK1"), ("type", "bank"), ("default_account_id", BankAccountId), ("company_id", CompanyId), ("active", true));
        TaxId = Data.Add("account.tax", ("name", "20% G"), ("amount", 20m), ("amount_type", "percent"), ("type_tax_use", "purchase"), ("company_id", CompanyId), ("active", true)).Id;
        Data.Add("account.tax", ("name", "20% included"), ("amount", 20m), ("amount_type", "percent"), ("type_tax_use", "purchase"), ("price_include", true), ("company_id", CompanyId), ("active", true));
        Data.Add("account.tax", ("name", "20% sale"), ("amount", 20m), ("amount_type", "percent"), ("type_tax_use", "sale"), ("company_id", CompanyId), ("active", true));
    }
}
