using System.Security.Cryptography;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Afnor;

/// <summary>Translates between the JSON of the flow service (swagger 1.1.0 of XP Z12-013, annex A) and our words.</summary>
internal static class AfnorMapping
{
    /// <summary>How many flows a page is asked for: the standard's maximum.</summary>
    public const int PageSize = 100;

    // A platform may overlook the limit; one that lists more than this is none.
    private const int PageMax = 1_000;

    private const string SupplierInvoice = "SupplierInvoice";
    private const string AlreadyExistingFlow = "AlreadyExistingFlow";
    private const int WordsMax = 300;
    private const int ReasonsMax = 20;

    /// <summary>The body of a search for received bills.</summary>
    /// <param name="after">By the platform's clock; null for all.</param>
    public static byte[] SearchForBills(DateTimeOffset? after, int limit) => Json(json =>
    {
        json.WriteNumber("limit", limit);
        json.WriteStartObject("where");
        WriteList(json, "flowType", SupplierInvoice);
        WriteList(json, "flowDirection", "In");
        if (after is { } time)
        {
            json.WriteString("updatedAfter", AfnorPlace.Iso(time));
        }

        json.WriteEndObject();
    });

    /// <summary>The body of a search for a message that we may have sent before.</summary>
    public static byte[] SearchForReport(Guid report) => Json(json =>
    {
        json.WriteNumber("limit", PageSize);
        json.WriteStartObject("where");
        json.WriteString("trackingId", $"{report}");
        json.WriteEndObject();
    });

    /// <summary>What is said of a message beside giving it.</summary>
    public static byte[] FlowInfo(BillStatusReport report, string fileName, ReadOnlySpan<byte> file)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
        return Json(json =>
        {
            json.WriteString("trackingId", $"{report.Id}");
            json.WriteString("name", fileName);
            json.WriteString("processingRule", "NotApplicable");
            json.WriteString("flowSyntax", "CDAR");
            // Required before swagger 1.1.0; since then the platform finds it out itself.
            json.WriteString("flowType", "SupplierInvoiceLC");
            json.WriteString("sha256", sha256);
        });
    }

    /// <summary>A page of flows.</summary>
    /// <exception cref="ProviderException">It is not what the standard says.</exception>
    public static AfnorPage ReadPage(JsonElement answer)
    {
        var limit = answer.Text("limit") is { } text && int.TryParse(text, out var said) && said is > 0 and < PageSize ? said : PageSize;
        return new AfnorPage([.. Results(answer).Select(ReadFlow)], limit);
    }

    /// <summary>The message with a tracking id, among what a search gave.</summary>
    public static AfnorReceipt? ReadReceipt(JsonElement answer, Guid report)
    {
        // A platform may overlook the filter, so what it lists is looked at.
        var sent = Results(answer).Where(flow => string.Equals(flow.Text("trackingId"), $"{report}", StringComparison.OrdinalIgnoreCase))
            .Select(flow => new AfnorReceipt(IdOf(flow), RefusalOf(flow))).ToList();
        return sent.Find(receipt => receipt.Refusal is null) ?? (sent.Count > 0 ? sent[0] : null);
    }

    /// <summary>The id that the platform gave a message.</summary>
    public static string ReadFlowId(JsonElement answer) => IdOf(answer);

    /// <summary>Whether a refusal says that the platform has this very message already, and then what it calls it.</summary>
    /// <param name="flowId">Null when the platform does not say.</param>
    public static bool SaysAlreadyThere(ReadOnlyMemory<byte> body, out string? flowId)
    {
        flowId = null;
        try
        {
            using var json = ProviderJson.Parse(body, "The platform");
            var root = json.RootElement;
            if (root.Text("errorCode") != AlreadyExistingFlow && !Reasons(root).Any(reason => reason.Code == AlreadyExistingFlow))
            {
                return false;
            }

            flowId = root.Text("flowId") is { Length: <= AnnouncedBill.TextMax } id && !id.Any(char.IsControl) ? id : null;
            return true;
        }
        catch (ProviderException)
        {
            return false;
        }
    }

    /// <summary>The platform's own words about a refusal, on one line; null when there are none.</summary>
    public static string? ErrorWords(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = ProviderJson.Parse(body, "The platform");
            var root = json.RootElement;
            // Ours is errorCode; error is what OAuth2 says (RFC 6749, section 5.2).
            var said = new[] { root.Text("errorCode") ?? root.Text("error"), root.Text("errorMessage") ?? root.Text("error_description") };
            return OneLine(string.Join(": ", said.Where(word => word is not null)));
        }
        catch (ProviderException)
        {
            return null;
        }
    }

    /// <summary>The metadata of one flow.</summary>
    public static AfnorMetadata ReadMetadata(JsonElement answer)
    {
        // Some platforms wrap it as they do in webhooks.
        var flow = answer.Part("flowInfo") ?? answer;
        return new AfnorMetadata(flow.Text("name"), flow.Text("sha256"));
    }

    /// <summary>What a webhook says: one flow, or several.</summary>
    public static WebhookNews ReadNews(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = ProviderJson.Parse(body, "The webhook");
            var flows = FlowsOf(json.RootElement).Take(PageMax).ToList();
            if (flows.Count == 0)
            {
                return WebhookNews.Hint(null);
            }

            var name = flows[0].Text("flowType") is { Length: <= AnnouncedBill.TextMax } type ? type : null;
            var bills = flows.Select(ReadFlow).Select(flow => flow.Bill).OfType<AnnouncedBill>().ToList();
            return bills.Count > 0 ? WebhookNews.Of(name, [.. bills]) : WebhookNews.Ignore(name, "It is about no received bill that is ready to be taken.");
        }
        catch (ProviderException unreadable) when (unreadable.Fault == ProviderFault.BadAnswer)
        {
            // It is signed, so something happened; what, the platform will say when it is asked.
            return WebhookNews.Hint(null);
        }
    }

    private static IEnumerable<JsonElement> FlowsOf(JsonElement json) => json switch
    {
        { ValueKind: JsonValueKind.Array } => json.EnumerateArray().Take(PageMax).SelectMany(FlowsOf),
        { ValueKind: JsonValueKind.Object } when json.TryGetProperty("flowInfo", out var inner) => FlowsOf(inner),
        { ValueKind: JsonValueKind.Object } when json.TryGetProperty("flowId", out _) => [json],
        _ => [],
    };

    private static AfnorFlow ReadFlow(JsonElement flow)
    {
        var isBill = flow.Text("flowType") is null or SupplierInvoice
            // A bill that goes out is one that the buyer wrote for its seller.
            && flow.Text("flowDirection") is null or "In"
            // Until the platform has checked it, a bill may still be refused, and then its updatedAt changes.
            && flow.Part("acknowledgement")?.Text("status") is not ("Pending" or "Error");
        if (!isBill)
        {
            return new AfnorFlow(null, flow.Instant("updatedAt"));
        }

        var changed = flow.Instant("updatedAt") ?? throw Bad("A flow of the platform has no updatedAt.");
        return new AfnorFlow(new AnnouncedBill(IdOf(flow), AfnorPlace.Iso(changed)), changed);
    }

    private static IReadOnlyList<JsonElement> Results(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("results", out _) ? answer.Items("results", PageMax) : throw Bad("The platform's answer has no list of results.");

    private static string? RefusalOf(JsonElement flow)
    {
        if (flow.Part("acknowledgement")?.Text("status") != "Error")
        {
            return null;
        }

        var reasons = Reasons(flow).ToList();
        return reasons.Exists(reason => reason.Code == AlreadyExistingFlow)
            ? null
            : OneLine(string.Join("; ", reasons.Select(reason => string.Join(": ", new[] { reason.Code, reason.Message }.Where(word => word is not null))))) ?? "without a reason";
    }

    private static IEnumerable<(string? Code, string? Message)> Reasons(JsonElement flow) =>
        flow.Part("acknowledgement") is { } acknowledgement
            ? acknowledgement.Items("details", PageMax).Take(ReasonsMax).Select(detail => (detail.Text("reasonCode"), detail.Text("reasonMessage")))
            : [];

    private static string IdOf(JsonElement flow) =>
        flow.RequiredText("flowId") is { Length: <= AnnouncedBill.TextMax } id && id is not ("." or "..") && !id.Any(char.IsControl)
            ? id
            : throw Bad("A flowId of the platform is longer than 200 characters or cannot stand in a path.");

    private static string? OneLine(string text)
    {
        var line = string.Concat(text.Take(WordsMax).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? ' ' : letter)).Trim();
        return line.Length > 0 ? line : null;
    }

    private static void WriteList(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartArray(name);
        json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var written = new MemoryStream();
        using (var json = new Utf8JsonWriter(written))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return written.ToArray();
    }

    private static ProviderException Bad(string message) => new(ProviderFault.BadAnswer, message);
}
