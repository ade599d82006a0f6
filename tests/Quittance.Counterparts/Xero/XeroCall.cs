using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Quittance.Counterparts.Xero;

/// <summary>One call of the Accounting API.</summary>
/// <param name="Path">Below the API's own path.</param>
internal sealed record XeroCall(string Method, string Path, IQueryCollection Query, string? IfModifiedSince, string Sent, DateTimeOffset Now)
{
    private const int PageSizeMax = 1_000;

    private const int PageSizeDefault = 100;

    /// <summary>The parts of the path.</summary>
    public string[] Parts => Path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The scope that the call needs.</summary>
    public string Scope => Parts[0] switch
    {
        "Contacts" => "accounting.contacts",
        "Invoices" => "accounting.invoices",
        "Payments" or "BatchPayments" => "accounting.payments",
        _ => "accounting.settings.read",
    };

    /// <summary>Only what was changed at this second or later.</summary>
    public DateTimeOffset? Since => IfModifiedSince is null ? null
        : DateTimeOffset.TryParse(IfModifiedSince, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var since)
            ? DateTimeOffset.FromUnixTimeSeconds(since.ToUnixTimeSeconds())
            : throw XeroRefusalException.BadQuery("If-Modified-Since is not a date");

    public string? Where => TextOf("where");

    public string? Order => TextOf("order");

    /// <summary>The page, from one; null without pages.</summary>
    public int? Page => NumberOf("page");

    public int PageSize => NumberOf("pageSize") is { } size ? Math.Clamp(size, 1, PageSizeMax) : PageSizeDefault;

    public int UnitDecimals => NumberOf("unitdp") == 4 ? 4 : 2;

    public bool IncludesArchived => TextOf("includeArchived") == "true";

    /// <summary>Whether one element that is not valid refuses them all.</summary>
    public bool SummarizesErrors => TextOf("summarizeErrors") != "false";

    /// <summary>The body.</summary>
    public JsonObject Body => JsonNode.Parse(Sent) as JsonObject ?? throw XeroRefusalException.BadJson("it is no object");

    private string? TextOf(string name) => Query[name] is [{ Length: > 0 } text] ? text : null;

    private int? NumberOf(string name) => TextOf(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw XeroRefusalException.BadQuery($"{name} is not a number");
}
