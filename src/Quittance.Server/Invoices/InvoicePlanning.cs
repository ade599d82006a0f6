using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>How a bill is to be paid, after a caller has said it.</summary>
internal static class InvoicePlanning
{
    /// <param name="currency">Of the bill, in which the plan's amounts are.</param>
    /// <param name="before">Payer and payee as they were; null for a new bill. A method of somebody whom the bill no longer concerns is forgotten.</param>
    public static async Task<InvoicePlan> PlanInvoiceAsync(
        this TenantSession session, InvoicePlan plan, InvoiceChange change, InvoiceParties parties, InvoiceParties? before, Currency currency, CancellationToken cancel)
    {
        await session.RequirePayersOwnAsync(plan, change, parties.PayerId, cancel);
        (PaymentMethodId? Source, PaymentMethodId? Destination) defaults =
            parties != before ? await session.InvoicePlans.DefaultsOfAsync(parties.PayerId, parties.PayeeId, cancel) : (null, null);
        var (source, destination) = (parties.PayerId == before?.PayerId ? plan.SourceId : null, parties.PayeeId == before?.PayeeId ? plan.DestinationId : null);
        return plan with
        {
            CreatorUserId = change.CreatorUser is { } user ? await session.ResolveUserAsync(parties.CreatorId, user, cancel) : plan.CreatorUserId,
            ForeignId = change.ForeignId ?? plan.ForeignId,
            DeductAt = change.DeductAt ?? plan.DeductAt,
            SourceId = await session.MethodOfAsync("paymentSourceId", parties.PayerId, change.Source, cancel) ?? source ?? defaults.Source,
            DestinationId = await session.MethodOfAsync("paymentDestinationId", parties.PayeeId, change.Destination, cancel) ?? destination ?? defaults.Destination,
            SourceOptions = change.SourceOptions ?? plan.SourceOptions,
            DestinationOptions = change.DestinationOptions ?? plan.DestinationOptions,
            IsBatch = change.IsBatch ?? plan.IsBatch,
            IsDestinationConfirmed = change.IsDestinationConfirmed ?? plan.IsDestinationConfirmed,
            ServiceStart = change.ServiceStart ?? plan.ServiceStart,
            ServiceEnd = change.ServiceEnd ?? plan.ServiceEnd,
            NetTermsDays = change.NetTermsDays ?? plan.NetTermsDays,
            NoteToSelf = change.NoteToSelf ?? plan.NoteToSelf,
            ShippingMinor = InvoiceOrDraftContent.Minor("shippingAmount", change.Shipping, currency) ?? plan.ShippingMinor,
            SourceFeeMinor = InvoiceOrDraftContent.Minor("fees.sourcePlatformMarkupFee", change.SourceFee, currency) ?? plan.SourceFeeMinor,
            DestinationFeeMinor = InvoiceOrDraftContent.Minor("fees.destinationPlatformMarkupFee", change.DestinationFee, currency) ?? plan.DestinationFeeMinor,
            Metadata = change.Metadata ?? plan.Metadata,
            FailureType = change.FailureType ?? plan.FailureType,
            SettledAt = change.SettledAt ?? plan.SettledAt,
        };
    }

    // From where and when money leaves, what became of it, and who of the payer agrees to it, is the payer's to say, also where its vendor shares the organization.
    private static async Task RequirePayersOwnAsync(this TenantSession session, InvoicePlan plan, InvoiceChange change, BusinessId payer, CancellationToken cancel)
    {
        var isPayers = change.Source is not null || change.SourceOptions is not null || change.IsBatch is not null || change.Approvers.Count > 0
            || (change.DeductAt is { } at && at != plan.DeductAt)
            || (change.SettledAt is { } settled && settled != plan.SettledAt)
            || (change.FailureType is { } failure && failure != plan.FailureType);
        if (isPayers && await session.Businesses.FindAsync(payer, cancel) is null)
        {
            throw new RefusedException(Refusal.PayerOnly, $"Only the payer says from where and when invoice {plan.InvoiceId} is paid, what became of that, and who approves it.");
        }
    }

    private static async Task<PaymentMethodId?> MethodOfAsync(this TenantSession session, string field, BusinessId? owner, string? text, CancellationToken cancel)
    {
        if (text is null)
        {
            return null;
        }

        return owner is { } business && await session.InvoicePlans.FindMethodAsync(business, Ids.ReadOrNone(PaymentsIds.PaymentMethod, text), text, cancel) is { } id
            ? id
            : throw new RefusedException(
                Refusal.InvalidInput,
                "Validation failed.",
                new FieldFault(field, field == "paymentSourceId" ? "there is no such payment method of the payer" : "there is no such payment method of the vendor"));
    }
}
