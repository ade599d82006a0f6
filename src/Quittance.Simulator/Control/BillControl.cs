using Quittance.Simulator.Afnor;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Webhooks;

namespace Quittance.Simulator.Control;

/// <summary>Bills at the providers, and the statuses that came back.</summary>
internal static class BillControl
{
    private const int BillsAtOnceMax = 100_000;

    public static void MapBillControl(this IEndpointRouteBuilder control)
    {
        control.MapGet("/bills", (ControlledAccount account, ProviderWord provider) => ControlEndpoints.Answer(account.Value.Bills(provider.Value).All().Select(BillView.Of)));
        control.MapPost("/bills", AddAsync);
        control.MapPost("/bills/bulk", AddManyAsync);
        control.MapPut("/bills/{provider}/{id}", UpdateAsync);
        control.MapDelete("/bills/{provider}/{id}", DeleteAsync);
        control.MapGet("/bills/{provider}/{id}/document", (ControlledAccount account, ProviderWord provider, string id) =>
            account.Value.Bills(provider.Value).Find(id) is { } bill ? Results.File(bill.File.Bytes.ToArray(), bill.File.MediaType, bill.File.Name) : ControlEndpoints.NotFound("bill"));
        control.MapGet("/flows", (ControlledAccount account) => ControlEndpoints.Answer(account.Value.Flows.All().Select(FlowView.Of)));
        control.MapPost("/flows/{flowId}", async (HttpContext context, ControlledAccount account, string flowId, CancellationToken cancel) =>
            account.Value.Flows.Acknowledge(flowId, await ControlEndpoints.BodyAsync<Acknowledgement>(context, cancel)) is { } flow
                ? ControlEndpoints.Answer(FlowView.Of(flow))
                : ControlEndpoints.NotFound("flow"));
    }

    private static async Task<IResult> AddAsync(HttpContext context, ControlledAccount account, SendDeliveries send, ProviderWord? provider, string? name, CancellationToken cancel)
    {
        var request = await RequestAsync(context, name, cancel);
        if ((request.Provider ?? provider?.Value) is not { } at)
        {
            return ControlEndpoints.Answer(new { error = "provider: one of afnor, pennylane, qonto, http, yooz" }, StatusCodes.Status400BadRequest);
        }

        if (request.Id is { } id && account.Value.Bills(at).Find(id) is not null)
        {
            return ControlEndpoints.Answer(new { error = "There is such a bill" }, StatusCodes.Status409Conflict);
        }

        if (at == Provider.Pennylane && request.Id is { } number && !long.TryParse(number, Wire.Text.Invariant, out _))
        {
            return ControlEndpoints.Answer(new { error = "id: Pennylane's are numbers" }, StatusCodes.Status400BadRequest);
        }

        var bill = account.Value.Bills(at).Add(request.ToFile() ?? new BillTemplate().Write(), request.Id);
        return await ToldAsync(account, send, bill, "insert", request.Notify, StatusCodes.Status201Created, cancel);
    }

    /// <summary>Many made-up bills, numbered, and told to nobody.</summary>
    private static async Task<IResult> AddManyAsync(HttpContext context, ControlledAccount account, CancellationToken cancel)
    {
        var request = await ControlEndpoints.BodyAsync<BulkRequest>(context, cancel);
        if (request.Count is < 1 or > BillsAtOnceMax)
        {
            return ControlEndpoints.Answer(new { error = $"count: 1 to {BillsAtOnceMax}" }, StatusCodes.Status400BadRequest);
        }

        var template = request.Template ?? new BillTemplate();
        for (var number = 1; number <= request.Count; number++)
        {
            account.Value.Add(request.Provider, template with { Number = $"{template.Number}-{number}" });
        }

        return ControlEndpoints.Answer(new { added = request.Count }, StatusCodes.Status201Created);
    }

    private static async Task<IResult> UpdateAsync(
        HttpContext context, ControlledAccount account, SendDeliveries send, ProviderWord provider, string id, string? name, CancellationToken cancel)
    {
        var request = await RequestAsync(context, name, cancel);
        return account.Value.Bills(provider.Value).Update(id, request.ToFile()) is { } bill
            ? await ToldAsync(account, send, bill, "update", request.Notify, StatusCodes.Status200OK, cancel)
            : ControlEndpoints.NotFound("bill");
    }

    private static async Task<IResult> DeleteAsync(ControlledAccount account, SendDeliveries send, ProviderWord provider, string id, CancellationToken cancel) =>
        account.Value.Bills(provider.Value).Delete(id) is { } bill
            ? await ToldAsync(account, send, bill, "delete", null, StatusCodes.Status200OK, cancel)
            : ControlEndpoints.NotFound("bill");

    // JSON, or the bare file with its name in the query: the way that is short with curl.
    private static async Task<BillRequest> RequestAsync(HttpContext context, string? name, CancellationToken cancel)
    {
        if (name is null)
        {
            return await ControlEndpoints.BodyAsync<BillRequest>(context, cancel);
        }

        var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, cancel);
        return new BillRequest(null, null, null, new FileRequest(name, Convert.ToBase64String(bytes.ToArray())), null);
    }

    private static async Task<IResult> ToldAsync(
        ControlledAccount account, SendDeliveries send, Bill bill, string operation, bool? notify, int status, CancellationToken cancel)
    {
        var deliveries = notify == false ? [] : await send.TellAsync(account.Value, bill, operation, cancel);
        return ControlEndpoints.Answer(new { bill = BillView.Of(bill), deliveries = deliveries.Select(DeliveryView.Of) }, status);
    }
}
