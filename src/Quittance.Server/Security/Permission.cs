namespace Quittance.Server.Security;

/// <summary>What a role or a token may do. The text is what <c>token create --permissions</c> and the API take.</summary>
internal static class Permission
{
    public const string Businesses = "businesses";
    public const string Network = "network";
    public const string InvoicesRead = "invoices.read";
    public const string InvoicesWrite = "invoices.write";
    public const string InvoicesApprove = "invoices.approve";
    public const string Payments = "payments";
    public const string Accounting = "accounting";
    public const string Settings = "settings";
    public const string Audit = "audit";

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static readonly IReadOnlyList<string> All =
        [Businesses, Network, InvoicesRead, InvoicesWrite, InvoicesApprove, Payments, Accounting, Settings, Audit];
}
