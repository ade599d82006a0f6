using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain.Networks;
using Quittance.Server.Businesses;
using Quittance.Server.Invoices;

namespace Quittance.Server.Api.Payments;

/// <summary>Several new entities.</summary>
public sealed record BulkEntityCreationRequest(
    [property: Required] IReadOnlyList<EntityRequest?>? Entities,
    [property: Description("An entity with which each of them is connected at once.")] BulkConnectedEntityWire? ConnectedEntity)
{
    internal (IReadOnlyList<(string? ForeignId, Func<BusinessDescription> Read)> Entities, ConnectedAtOnce? Connected) Checked()
    {
        var check = new Check();
        if (Entities is null)
        {
            check.Fault("entities", "entities is required");
        }

        var entities = check.Items("entities", Entities, BulkOutcome.CountMax);
        var connected = ConnectedEntity?.Checked(check);
        check.Done();
        return ([.. entities.Select(entity => (entity?.ForeignId, (Func<BusinessDescription>)(() => (entity ?? EntityRequest.Nothing).Checked())))], connected);
    }
}

/// <summary>With whom new entities are connected.</summary>
/// <param name="LinkCreatedAsPayor">Whether they pay it.</param>
/// <param name="LinkCreatedAsPayee">Whether it pays them.</param>
public sealed record BulkConnectedEntityWire(
    [property: Required, Description("Id or foreign id.")] string? Id, [property: Required] bool? LinkCreatedAsPayor, [property: Required] bool? LinkCreatedAsPayee)
{
    internal ConnectedAtOnce Checked(Check check)
    {
        var roles = new List<ConnectionRole>();
        if (check.Required("connectedEntity.linkCreatedAsPayor", LinkCreatedAsPayor))
        {
            roles.Add(ConnectionRole.Payer);
        }

        if (check.Required("connectedEntity.linkCreatedAsPayee", LinkCreatedAsPayee))
        {
            roles.Add(ConnectionRole.Payee);
        }

        return new ConnectedAtOnce(check.Required("connectedEntity.id", Id), roles);
    }
}

/// <summary>What became of each, in the order in which they were sent.</summary>
public sealed record BulkEntityCreationResponse(IReadOnlyList<BulkEntityResponse> Data);

/// <summary>What became of one.</summary>
/// <param name="Id">Missing where it was not created.</param>
/// <param name="Error">Why it was not created.</param>
public sealed record BulkEntityResponse(string? Id, string? ForeignId, string? Error)
{
    internal static BulkEntityResponse Of(RegisteredBusiness one) => new(PaymentsIds.Write(PaymentsIds.Entity, one.Id?.Value), one.ForeignId, one.Error);
}
