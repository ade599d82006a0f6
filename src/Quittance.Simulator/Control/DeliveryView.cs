using System.Text;
using Quittance.Simulator.Webhooks;

namespace Quittance.Simulator.Control;

/// <summary>A delivery as the control API shows it.</summary>
internal sealed record DeliveryView(string Id, string Target, Provider Provider, string Type, string? Bill, string Body, IReadOnlyList<Attempt> Attempts)
{
    public static DeliveryView Of(Delivery delivery) => new(
        delivery.Id, delivery.TargetId, delivery.Provider, delivery.Type, delivery.BillId, Encoding.UTF8.GetString(delivery.Body.Span), delivery.Attempts);
}
