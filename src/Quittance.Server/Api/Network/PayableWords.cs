using System.Collections.Frozen;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;

namespace Quittance.Server.Api.Network;

/// <summary>The Network dialect's words for where a bill stands: seven for the core's ten.</summary>
internal static class PayableStatuses
{
    public const string About =
        "Any of DRAFT, SUBMITTED, APPROVED, DECLINED, SCHEDULED, PAID, CANCELLED; several are repeated or separated by commas.";

    private static readonly FrozenDictionary<string, InvoiceStatus[]> ByWord =
        Enum.GetValues<InvoiceStatus>().GroupBy(Of).ToFrozenDictionary(group => group.Key, group => group.ToArray());

    /// <summary>A payment on its way is still scheduled, and one that failed leaves an approved bill to pay again.</summary>
    public static string Of(InvoiceStatus status) => status switch
    {
        InvoiceStatus.Draft => "DRAFT",
        InvoiceStatus.Submitted => "SUBMITTED",
        InvoiceStatus.Approved or InvoiceStatus.Failed => "APPROVED",
        InvoiceStatus.Declined => "DECLINED",
        InvoiceStatus.Scheduled or InvoiceStatus.Paying => "SCHEDULED",
        InvoiceStatus.Paid or InvoiceStatus.Archived => "PAID",
        InvoiceStatus.Canceled => "CANCELLED",
    };

    /// <summary>The core's statuses that a query names; none means all.</summary>
    public static IReadOnlyList<InvoiceStatus> Checked(IReadOnlyList<string>? words)
    {
        var check = new Check();
        var statuses = check.Words("status", words, ByWord);
        check.Done();
        return [.. statuses.SelectMany(status => status)];
    }
}

/// <summary>The two sides of a payable, as the dialect writes them.</summary>
internal static class PayableRoles
{
    private static readonly FrozenDictionary<string, ConnectionRole> ByWord =
        Enum.GetValues<ConnectionRole>().ToFrozenDictionary(Of);

    public static string Of(ConnectionRole role) => role switch
    {
        ConnectionRole.Payer => "payer",
        ConnectionRole.Payee => "payee",
    };

    public static ConnectionRole? Checked(string? word)
    {
        var check = new Check();
        var role = check.OneOf("role", string.IsNullOrEmpty(word) ? null : word, ByWord);
        check.Done();
        return role;
    }
}
