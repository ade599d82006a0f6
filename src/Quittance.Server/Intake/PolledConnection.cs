using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;

namespace Quittance.Server.Intake;

/// <summary>An active connection as its jobs need it.</summary>
/// <param name="Failures">How many polls in a row have failed.</param>
internal sealed record PolledConnection(
    InvoiceConnectionId Id, BusinessId BusinessId, string Provider, ProviderAccess Access, ProviderPlace Place, int Failures);
