using System.Text.RegularExpressions;

namespace Quittance.Server.Api.Payments;

/// <summary>The Payments dialect's ids: a prefix and a uuid with hyphens, as seed 004 shows them; taken without prefix too.</summary>
/// <remarks>Where the contract takes a foreign id in an id's place, the operation takes the text and looks for both.</remarks>
internal static partial class PaymentsIds
{
    public const string ApprovalPolicy = "apvl_";
    public const string ApprovalSlot = "inap_";
    public const string Comment = "ic_";
    public const string Document = "doc_";
    public const string Entity = "ent_";
    public const string EntityGroup = "entg_";
    public const string Event = "evt_";
    public const string Invoice = "in_";
    public const string LineItem = "inli_";
    public const string Organization = "org_";
    public const string PaymentMethod = "pm_";
    public const string PaymentMethodSchema = "cpms_";
    public const string Transaction = "trx_";
    public const string User = "user_";

    /// <summary>What a part of a path names. Routing leaves the one escape, of the slash, which foreign ids may have.</summary>
    public static string Named(string part) => part.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The text of a refusal with the ids in it as this dialect writes them; the core has prefixes of its own and no hyphens.</summary>
    public static string Reworded(string text) => CoreIds().Replace(text, id => Write(
        id.Groups["prefix"].Value switch
        {
            "pay_" => Invoice,
            "biz_" => Entity,
            var same => same,
        },
        Guid.Parse(id.Groups["id"].ValueSpan)));

    [GeneratedRegex("(?<![A-Za-z0-9_])(?<prefix>pay_|biz_|pm_|trx_|user_|apvl_|inap_|cpms_)(?<id>[0-9a-f]{32})(?![0-9a-f])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CoreIds();

    public static string Write(string prefix, Guid id) => $"{prefix}{id:d}";

    public static string? Write(string prefix, Guid? id) => id is { } there ? Write(prefix, there) : null;
}
