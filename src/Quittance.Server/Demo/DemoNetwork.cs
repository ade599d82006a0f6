using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Domain.Payments;

namespace Quittance.Server.Demo;

/// <summary>Which ids the demo's parties and connections got.</summary>
internal sealed class DemoNetwork
{
    public Dictionary<DemoParty, BusinessId> Businesses { get; } = [];

    public List<(DemoParty Party, PaymentMethodId Id)> Accounts { get; } = [];

    /// <summary>By payer and payee.</summary>
    public Dictionary<(DemoParty Payer, DemoParty Payee), NetworkConnectionId> Connections { get; } = [];
}
