using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Quittance.Domain.Invoices;
using Quittance.Server.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Network;

/// <summary>Payments: a payer's orders to pay its payables.</summary>
internal static class PaymentEndpoints
{
    public static void MapPayments(this IEndpointRouteBuilder api)
    {
        var payments = api.MapGroup("/payments").WithTags("Payments");

        payments.MapPost("/initiate", async (PaymentRequest body, Caller caller, InitiatePayment initiate, CancellationToken cancel) =>
        {
            var (payable, plan) = body.Checked();
            return Made(await initiate.RunAsync(caller, payable, plan, cancel));
        }).Needs(Permission.Payments).WithSummary("Pay an approved payable, now or on a day to come");

        payments.MapPost("/quick-pay", async (QuickPayRequest body, Caller caller, QuickPay pay, CancellationToken cancel) =>
        {
            var (connection, amount, memo, plan) = body.Checked();
            return Made(await pay.RunAsync(caller, connection, amount, memo, plan, cancel));
        }).Needs(Permission.Payments).WithSummary("Pay the payee of a connection without a bill; approving one's own payment needs invoices.approve too");

        payments.MapGet("/", async (
            [Description(PaymentStatuses.About)] string[]? status,
            string? payableId,
            [AsParameters] PageQuery query,
            HttpResponse response,
            Caller caller,
            ListPayments list,
            CancellationToken cancel) =>
        {
            var page = query.Checked();
            var rows = await list.RunAsync(
                caller, string.IsNullOrEmpty(payableId) ? null : new InvoiceId(Ids.ReadOrNone(NetworkIds.Payable, payableId)), PaymentStatuses.Checked(status), page, cancel);
            PageQuery.SetNext(response, page, rows, row => new Cursor(row.Order.CreatedAt, row.Order.Id.Value));
            return TypedResults.Ok(rows.Select(PaymentResponse.Of));
        }).Needs(Permission.Payments).WithSummary("List payments");

        payments.MapGet("/{paymentId}", async (string paymentId, Caller caller, GetPayment get, CancellationToken cancel) =>
            TypedResults.Ok(PaymentResponse.Of(await get.RunAsync(caller, NetworkIds.PaymentOf(paymentId), cancel))))
            .Needs(Permission.Payments).WithSummary("Get a payment");

        payments.MapPost("/{paymentId}/cancel", async (string paymentId, Caller caller, CancelPayment cancelPayment, CancellationToken cancel) =>
            TypedResults.Ok(PaymentResponse.Of(await cancelPayment.RunAsync(caller, NetworkIds.PaymentOf(paymentId), cancel))))
            .Needs(Permission.Payments).WithSummary("Cancel a payment that has not started");
    }

    private static Created<PaymentResponse> Made(PaymentOrderRow row)
    {
        var made = PaymentResponse.Of(row);
        return TypedResults.Created($"/api/payments/{made.Id}", made);
    }
}
