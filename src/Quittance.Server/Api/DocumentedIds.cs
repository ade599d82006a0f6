using Quittance.Server.Api.Network;
using Quittance.Server.Api.Payments;
using Quittance.Server.Security;

namespace Quittance.Server.Api;

/// <summary>Which ids the dialects write, told by the names of parameters and fields, for the documents.</summary>
internal static class DocumentedIds
{
    private const string AnyText = "^.+$";
    private const string Uuid = "[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}";

    private static readonly Dictionary<string, string> Network = new(StringComparer.OrdinalIgnoreCase)
    {
        ["business"] = NetworkIds.Business,
        ["connection"] = NetworkIds.Connection,
        ["document"] = NetworkIds.Document,
        ["fundingSource"] = NetworkIds.FundingSource,
        ["invitation"] = NetworkIds.Invitation,
        ["member"] = NetworkIds.Member,
        ["organization"] = NetworkIds.Organization,
        ["payable"] = NetworkIds.Payable,
        ["payment"] = NetworkIds.Payment,
        ["role"] = NetworkIds.Role,
        ["tag"] = NetworkIds.Tag,
        ["token"] = NetworkIds.Token,
        ["transaction"] = NetworkIds.Transaction,
    };

    // Bare uuids, whatever they name.
    private static readonly Dictionary<string, string> Intake = new[] { "client", "company", "connection", "delivery", "invoice", "supplier", "ticket" }
        .ToDictionary(noun => noun, _ => "", StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, string> Accounting = new[]
        {
            "account", "client", "connection", "entity", "event", "item", "object", "payable", "products", "payments", "deductions", "rate", "record", "subscription", "user",
        }
        .ToDictionary(noun => noun, _ => "", StringComparer.OrdinalIgnoreCase);

    // Parameters of paths that are words, or take more than an id.
    private static readonly Dictionary<string, string> OtherForms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["contractorId"] = $"^({NetworkIds.Business})?{Uuid}$|^[0-9]{{9}}$|^[0-9]{{14}}$",
        ["key"] = AnyText,
        ["link"] = $"^{Token.DownloadPrefix}[A-Za-z0-9_-]{{43}}$",
        ["notificationType"] = "^[A-Z_]+$",
        ["number"] = "^[1-9][0-9]*$",
        ["policyId"] = TakenPattern(PaymentsIds.ApprovalPolicy), // A field of this name may say root.
        ["provider"] = "^[a-z0-9_-]+$",
        ["remote_id"] = AnyText, // Another system's.
    };

    private static readonly Dictionary<string, string> Payments = new(StringComparer.OrdinalIgnoreCase)
    {
        ["approvalPolicy"] = PaymentsIds.ApprovalPolicy,
        ["approvalSlot"] = PaymentsIds.ApprovalSlot,
        ["comment"] = PaymentsIds.Comment,
        ["document"] = PaymentsIds.Document,
        ["entity"] = PaymentsIds.Entity,
        ["entityEvent"] = PaymentsIds.Event,
        ["entityGroup"] = PaymentsIds.EntityGroup,
        ["entityUser"] = PaymentsIds.User,
        ["invoice"] = PaymentsIds.Invoice,
        ["invoiceEvent"] = PaymentsIds.Event,
        ["invoiceLineItem"] = PaymentsIds.LineItem,
        ["lineItem"] = PaymentsIds.LineItem,
        ["organization"] = PaymentsIds.Organization,
        ["paymentMethod"] = PaymentsIds.PaymentMethod,
        ["paymentMethodSchema"] = PaymentsIds.PaymentMethodSchema,
        ["schema"] = PaymentsIds.PaymentMethodSchema,
        ["transaction"] = PaymentsIds.Transaction,
        ["user"] = PaymentsIds.User,
    };

    // Where the Payments dialect takes the platform's own ids as well.
    private static readonly HashSet<string> AlsoForeign = new(["counterpartyId", "entityId", "entityGroupId", "invoiceId", "paymentMethodId", "userId"], StringComparer.OrdinalIgnoreCase);

    // Ids of other systems, which may look like anything.
    private static readonly HashSet<string> Remote = ["platform_object_id", "provider_object_id"];

    // Fields that name something by other words than an id.
    private static readonly HashSet<string> OtherNames = new(["client", "createFromId", "endingBefore", "routingNumber", "startingAfter", "token"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a field of this name names something of ours, so that it can name nothing.</summary>
    public static bool Names(string field) => OtherNames.Contains(field) || IsId(field);

    /// <summary>Whether a field of this name holds the id of something of ours.</summary>
    public static bool IsId(string field) =>
        PrefixOf(Dialect.Accounting, field) is not null || PrefixOf(Dialect.Network, field) is not null || PrefixOf(Dialect.Intake, field) is not null || PrefixOf(Dialect.Payments, field) is not null;

    /// <summary>
    /// The prefix of the ids in a field: <c>payerBusinessId</c> holds a <c>biz_</c>, <c>tagIds</c> hold <c>tag_</c>, <c>supplier_id</c> has none;
    /// null for a field that holds no ids.
    /// </summary>
    public static string? PrefixOf(Dialect dialect, string field)
    {
        var noun = field.EndsWith("Ids", StringComparison.Ordinal) ? field[..^3] : field.EndsWith("Id", StringComparison.Ordinal) ? field[..^2]
            : field.EndsWith("_id", StringComparison.Ordinal) ? field[..^3] : "";
        return noun.Length == 0 || Remote.Contains(field)
            ? null
            : Of(dialect).Where(pair => noun.EndsWith(pair.Key, StringComparison.OrdinalIgnoreCase)).OrderByDescending(pair => pair.Key.Length).Select(pair => pair.Value).FirstOrDefault();
    }

    /// <summary>The prefix of the field <c>id</c> of a schema: that of <c>BusinessResponse</c> holds a <c>biz_</c>.</summary>
    public static string? PrefixOfSchema(Dialect dialect, string schema) =>
        Of(dialect).Where(pair => schema.StartsWith(pair.Key, StringComparison.OrdinalIgnoreCase)).OrderByDescending(pair => pair.Key.Length).Select(pair => pair.Value).FirstOrDefault();

    /// <summary>What a parameter of a path takes, if its name says it.</summary>
    public static string? FormOf(Dialect dialect, string parameter) =>
        dialect == Dialect.Payments && AlsoForeign.Contains(parameter) ? AnyText
        : OtherForms.GetValueOrDefault(parameter) ?? (PrefixOf(dialect, parameter) is { } prefix ? TakenPattern(prefix) : null);

    /// <summary>What is taken: with the prefix or without, with hyphens or without.</summary>
    public static string TakenPattern(string prefix) => prefix.Length == 0 ? $"^{Uuid}$" : $"^({prefix})?{Uuid}$";

    /// <summary>What is written: the Payments dialect has hyphens after its prefixes, and so have bare uuids.</summary>
    public static string WrittenPattern(Dialect dialect, string prefix) =>
        prefix.Length == 0 || dialect == Dialect.Payments ? $"^{prefix}[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}$" : $"^{prefix}[0-9a-f]{{32}}$";

    private static Dictionary<string, string> Of(Dialect dialect) => dialect switch
    {
        Dialect.Intake => Intake,
        Dialect.Accounting => Accounting,
        Dialect.Payments => Payments,
        _ => Network,
    };
}
