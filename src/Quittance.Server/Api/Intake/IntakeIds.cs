using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Server.Api.Network;

namespace Quittance.Server.Api.Intake;

/// <summary>The Intake dialect's ids: bare uuids; those of businesses are taken with the Network dialect's prefix too.</summary>
internal static class IntakeIds
{
    public static string Write(Guid id) => $"{id:d}";

    public static InvoiceConnectionId ConnectionOf(string text) => new(Ids.Read("", "invoice connection", text));

    public static Guid DeliveryOf(string text) => Ids.Read("", "delivery", text);

    /// <summary>The business that a request names as its company; null when it names none.</summary>
    public static BusinessId? CompanyOf(string? text) => string.IsNullOrEmpty(text) ? null : new BusinessId(Ids.Read(NetworkIds.Business, "company", text));
}
