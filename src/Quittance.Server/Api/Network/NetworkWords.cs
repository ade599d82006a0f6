using Quittance.Domain.Networks;

namespace Quittance.Server.Api.Network;

/// <summary>The Network dialect's words for the network's states.</summary>
internal static class NetworkWords
{
    public static readonly IReadOnlyDictionary<string, ConnectionRole> Roles = new Dictionary<string, ConnectionRole>
    {
        ["payer"] = ConnectionRole.Payer,
        ["payee"] = ConnectionRole.Payee,
    };

    public static readonly IReadOnlyDictionary<string, NetworkConnectionStatus> Statuses = new Dictionary<string, NetworkConnectionStatus>
    {
        ["pending"] = NetworkConnectionStatus.Pending,
        ["active"] = NetworkConnectionStatus.Active,
        ["archived"] = NetworkConnectionStatus.Archived,
    };

    public static string Of(ConnectionRole role) => role switch
    {
        ConnectionRole.Payer => "payer",
        ConnectionRole.Payee => "payee",
    };

    public static string Of(NetworkConnectionStatus status) => status switch
    {
        NetworkConnectionStatus.Pending => "pending",
        NetworkConnectionStatus.Active => "active",
        NetworkConnectionStatus.Archived => "archived",
    };

    public static string Of(InvitationStatus status) => status switch
    {
        InvitationStatus.Pending => "pending",
        InvitationStatus.Accepted => "accepted",
        InvitationStatus.Declined => "declined",
        InvitationStatus.Canceled => "canceled",
        InvitationStatus.Expired => "expired",
    };
}
