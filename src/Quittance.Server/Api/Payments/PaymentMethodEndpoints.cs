using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Payments;
using Quittance.Server.Security;
using Quittance.Server.Showing;

namespace Quittance.Server.Api.Payments;

/// <summary>Payment methods: where an entity's money comes from, and where what it is owed goes to.</summary>
internal static class PaymentMethodEndpoints
{
    public static void MapPaymentMethods(this IEndpointRouteBuilder api)
    {
        var methods = api.MapGroup("").WithTags("Payment methods");
        methods.MapReads();
        methods.MapWrites();
    }

    private static void MapReads(this RouteGroupBuilder methods)
    {
        methods.MapGet("/entity/{entityId}/paymentMethods", async (
            string entityId,
            [Description(PaymentMethodQuery.AboutType)] string[]? type,
            Caller caller,
            ListPaymentMethods list,
            CancellationToken cancel) =>
            await list.RunAsync(caller, entityId, PaymentMethodQuery.KindsOf(type), (session, ids) => session.ShowMethodsAsync(caller, ids, cancel), cancel))
            .Needs(Permission.InvoicesRead).Produces<PaymentMethodResponse[]>()
            .WithSummary("List an entity's payment methods, or those of an entity that it is connected with");

        methods.MapGet("/entity/{entityId}/paymentMethod/{paymentMethodId}", async (
            string entityId, string paymentMethodId, Caller caller, GetPaymentMethod get, CancellationToken cancel) =>
            await get.RunAsync(caller, entityId, NameOf(paymentMethodId), (session, id) => session.ShowMethodAsync(caller, id, cancel), cancel))
            .Needs(Permission.InvoicesRead).Produces<PaymentMethodResponse>().WithSummary("Get a payment method");

        methods.MapGet("/entity/{entityId}/paymentMethod/{paymentMethodId}/wallet-balance", async (
            string entityId, string paymentMethodId, Caller caller, GetWalletBalance get, CancellationToken cancel) =>
        {
            var balance = await get.RunAsync(caller, entityId, NameOf(paymentMethodId), cancel);
            return TypedResults.Ok(new WalletBalanceResponse(
                PaymentsIds.Write(PaymentsIds.PaymentMethod, balance.Id.Value),
                PaymentsIds.Write(PaymentsIds.Entity, balance.BusinessId.Value),
                BalanceWire.Of(balance.Available),
                BalanceWire.Of(balance.Pending)));
        }).Needs(Permission.Payments).WithSummary("Tell what is on a wallet");

        methods.MapGet("/paymentMethods", async ([AsParameters] PaymentMethodQuery query, Caller caller, SearchPaymentMethods search, CancellationToken cancel) =>
        {
            var (filter, after, limit) = query.Checked();
            return await search.RunAsync(
                caller,
                filter,
                after,
                limit,
                (session, found, count, hasMore) => Show.PageAsync(session, caller, [.. found.Select(WithEntity)], count, hasMore, null, cancel),
                cancel);
        }).Needs(Permission.InvoicesRead).Produces<PaymentMethodWithEntityList>().WithSummary("Search the payment methods of all entities");
    }

    private static void MapWrites(this RouteGroupBuilder methods)
    {
        methods.MapPost("/entity/{entityId}/paymentMethod", async (string entityId, PaymentMethodRequest body, Caller caller, AddPaymentMethod add, CancellationToken cancel) =>
            await add.RunAsync(caller, entityId, body.Checked(), (session, id) => session.ShowMethodAsync(caller, id, cancel), cancel))
            .Needs(Permission.Payments).Produces<PaymentMethodResponse>()
            .WithSummary("Add a payment method; a bank account that is there already, and a second wallet, are answered as they are");

        methods.MapPut("/entity/{entityId}/paymentMethod/{paymentMethodId}", async (
            string entityId, string paymentMethodId, PaymentMethodUpdateRequest body, Caller caller, ChangePaymentMethod change, CancellationToken cancel) =>
            await change.RunAsync(caller, entityId, NameOf(paymentMethodId), body.Checked(), (session, id) => session.ShowMethodAsync(caller, id, cancel), cancel))
            .Needs(Permission.Payments).Produces<PaymentMethodResponse>().WithSummary("Change a payment method; what is left out stays");

        methods.MapDelete("/entity/{entityId}/paymentMethod/{paymentMethodId}", async (
            string entityId, string paymentMethodId, Caller caller, RemovePaymentMethod remove, CancellationToken cancel) =>
        {
            await remove.RunAsync(caller, entityId, NameOf(paymentMethodId), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Payments).WithSummary("Remove a payment method; bills and transactions that name it still show it");
    }

    internal static PaymentMethodName NameOf(string text) => new(new PaymentMethodId(Ids.ReadOrNone(PaymentsIds.PaymentMethod, text)), text);

    private static ReadOnlyMemory<byte> WithEntity(FoundPaymentMethod found) =>
        PaymentsJson.Write(new PaymentMethodWithEntityResponse(new MethodMark(found.Id.Value), new EntityMark(found.BusinessId.Value)));
}

/// <summary>The parameters of the search; a repeated key is a list of alternatives.</summary>
public sealed record PaymentMethodQuery(
    [property: Range(1, 100), DefaultValue(10)] int? Limit,
    [property: Description("The id of the last payment method of the page before.")] string? StartingAfter,
    [property: Description(PaymentMethodQuery.AboutType)] string[]? Type,
    [property: Description("Ids or foreign ids.")] string[]? EntityId)
{
    internal const string AboutType = "bankAccount, card, check, custom, offPlatform, utility or wallet; of bnpl, na and virtualCard there are none.";

    private const int LimitDefault = 10;
    private const int LimitMax = 100;
    private const int ValuesMax = 100;

    internal (PaymentMethodFilter Filter, PaymentMethodId? After, int Limit) Checked()
    {
        var check = new Check();
        check.Between("limit", Limit, 1, LimitMax);
        var entities = check.Items("entityId", EntityId, ValuesMax).Where(text => text.Length > 0).ToList();
        check.Done();
        return (
            new PaymentMethodFilter(
                KindsOf(Type),
                entities.Count == 0 ? null : [.. entities.Select(text => Ids.ReadOrNone(PaymentsIds.Entity, text))],
                entities.Count == 0 ? null : entities),
            string.IsNullOrEmpty(StartingAfter) ? null : new PaymentMethodId(Ids.Read(PaymentsIds.PaymentMethod, "payment method", StartingAfter)),
            Limit ?? LimitDefault);
    }

    /// <summary>The kinds that a list is narrowed to; null for all.</summary>
    internal static IReadOnlyList<PaymentMethodKind>? KindsOf(string[]? types)
    {
        var check = new Check();
        var words = check.Items("type", types, ValuesMax).Where(word => word.Length > 0).ToList();
        if (words.Exists(word => !PaymentMethodWords.SearchedKinds.ContainsKey(word)))
        {
            check.Fault("type", $"type must be one of {string.Join(", ", PaymentMethodWords.SearchedKinds.Keys)}");
        }

        check.Done();
        return words.Count == 0 ? null : [.. words.Select(word => PaymentMethodWords.SearchedKinds[word]).OfType<PaymentMethodKind>()];
    }
}

/// <summary>A page of payment methods, the newest first.</summary>
/// <param name="Count">How many there are under the filters, on all pages.</param>
public sealed record PaymentMethodWithEntityList(long Count, bool HasMore, IReadOnlyList<PaymentMethodWithEntityResponse> Data);
