using Quittance.Domain.Payments;

namespace Quittance.Server.Payments;

/// <summary>How a caller names a payment method.</summary>
/// <param name="Id">The id, where <paramref name="Text"/> is one.</param>
/// <param name="Text">Id or foreign id.</param>
internal sealed record PaymentMethodName(PaymentMethodId Id, string Text);
