using Quittance.Server.Security;

namespace Quittance.Server.Users;

/// <summary>The roles that every organization starts with.</summary>
internal static class ShippedRoles
{
    public const string Owner = "Owner";

    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Permissions = new Dictionary<string, IReadOnlyList<string>>
    {
        [Owner] = Permission.All,
        ["Accountant"] = [Permission.Businesses, Permission.Network, Permission.InvoicesRead, Permission.InvoicesWrite, Permission.Payments, Permission.Accounting],
        ["Approver"] = [Permission.Network, Permission.InvoicesRead, Permission.InvoicesApprove],
        ["Payer"] = [Permission.Network, Permission.InvoicesRead, Permission.Payments],
        ["Viewer"] = [Permission.Businesses, Permission.Network, Permission.InvoicesRead],
    };
}
