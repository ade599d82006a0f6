using Quittance.Domain.Payments;
using Quittance.Server.Payments;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>Kinds of payment methods that the platform makes itself.</summary>
internal static class PaymentMethodSchemaEndpoints
{
    public static void MapPaymentMethodSchemas(this IEndpointRouteBuilder api)
    {
        var schemas = api.MapGroup("/paymentMethod/schema").WithTags("Payment method schemas");

        schemas.MapGet("/", async (Caller caller, ListPaymentMethodSchemas list, CancellationToken cancel) =>
            TypedResults.Ok((await list.RunAsync(caller, cancel)).Select(PaymentMethodSchemaResponse.Of)))
            .Needs(Permission.InvoicesRead).WithSummary("List payment method schemas");

        schemas.MapPost("/", async (PaymentMethodSchemaRequest body, Caller caller, AddPaymentMethodSchema add, CancellationToken cancel) =>
            TypedResults.Ok(PaymentMethodSchemaResponse.Of(await add.RunAsync(caller, body.Checked(), cancel))))
            .Needs(Permission.Payments).WithSummary("Make a payment method schema");

        schemas.MapGet("/{schemaId}", async (string schemaId, Caller caller, GetPaymentMethodSchema get, CancellationToken cancel) =>
            TypedResults.Ok(PaymentMethodSchemaResponse.Of(await get.RunAsync(caller, IdOf(schemaId), cancel))))
            .Needs(Permission.InvoicesRead).WithSummary("Get a payment method schema");

        schemas.MapPost("/{schemaId}", async (string schemaId, PaymentMethodSchemaRequest body, Caller caller, ChangePaymentMethodSchema change, CancellationToken cancel) =>
            TypedResults.Ok(PaymentMethodSchemaResponse.Of(await change.RunAsync(caller, IdOf(schemaId), body.Checked(), cancel))))
            .Needs(Permission.Payments).WithSummary("Replace a payment method schema");

        schemas.MapDelete("/{schemaId}", async (string schemaId, Caller caller, DeletePaymentMethodSchema delete, CancellationToken cancel) =>
        {
            await delete.RunAsync(caller, IdOf(schemaId), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Payments).WithSummary("Delete a payment method schema that is not used");
    }

    private static PaymentMethodSchemaId IdOf(string text) => new(Ids.Read(PaymentsIds.PaymentMethodSchema, "schema", text));
}
