using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Quittance.Domain.Businesses;
using Quittance.Server.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Intake.V3;

/// <summary>Contractors: the suppliers that bills are matched with.</summary>
internal static class ContractorEndpoints
{
    public static void MapContractors(this IEndpointRouteBuilder api)
    {
        var contractors = api.MapGroup("/api/v3.0/contractors").WithTags("Contractors");

        contractors.MapGet("/", async ([AsParameters] ContractorQuery query, Caller caller, ListContractors list, CancellationToken cancel) =>
        {
            var (filter, after, limit) = query.Checked();
            return TypedResults.Ok(ContractorsResponse.Of(await list.RunAsync(caller, filter, after, limit, cancel)));
        })
            .Needs(Permission.Accounting)
            .WithSummary("List the suppliers of the companies, the oldest first")
            .WithDescription("`cursor` of an answer goes on behind it; the end is an empty list and `cursor: null`.");

        contractors.MapGet("/{contractorId}", async (
            string contractorId,
            [Description("Only among the suppliers of this company.")] string? client,
            Caller caller, GetContractor get, CancellationToken cancel) =>
            TypedResults.Ok(ContractorDetailsResponse.DetailsOf(await get.RunAsync(caller, IntakeIds.ContractorOf(contractorId), IntakeIds.CompanyOf(client), cancel))))
            .Needs(Permission.Accounting)
            .WithSummary("Get a supplier by its id, its SIREN or its SIRET")
            .WithDescription("Of several with one number the only active one; where several are active, 409.")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }
}

/// <summary>Which contractors are wanted.</summary>
public sealed record ContractorQuery(
    [property: Description("Only those from which bills can come, or cannot.")] bool? Active,
    [property: Description("Exactly this SIRET, 14 digits.")] string? Siret,
    [property: Description("Only the suppliers of this company; without it those of all businesses that the caller sees.")] string? Client,
    [property: Description("Where to go on: the id of the last item of the page before.")] string? Cursor,
    [property: Description("How many items at most."), Range(1, V3Page.LimitMax), DefaultValue(V3Page.LimitDefault)] int? Limit)
{
    internal (ContractorFilter Filter, Guid? After, int Limit) Checked()
    {
        var check = new Check();
        check.Between("limit", Limit, 1, V3Page.LimitMax);
        Guid? after = null;
        if (!string.IsNullOrEmpty(Cursor))
        {
            if (Ids.TryRead("", Cursor, out var id))
            {
                after = id;
            }
            else
            {
                check.Fault("cursor", "cursor must be the id of the last item of an earlier page");
            }
        }

        check.Done();
        return (new ContractorFilter(IntakeIds.CompanyOf(Client), Active, string.IsNullOrEmpty(Siret) ? null : Siret), after, Limit ?? V3Page.LimitDefault);
    }
}

/// <summary>A page of contractors.</summary>
[SnakeCase]
public sealed record ContractorsResponse(
    [property: Description("Where the list goes on; null when it has ended, which an empty list says too.")] string? Cursor, IReadOnlyList<ContractorResponse> Contractors)
{
    internal static ContractorsResponse Of(IReadOnlyList<Contractor> page) =>
        new(page.Count > 0 ? IntakeIds.Write(page[^1].Id.Value) : null, [.. page.Select(ContractorResponse.Of)]);
}

/// <summary>A supplier. Not sealed: the details begin with the same fields.</summary>
[SnakeCase]
public record ContractorResponse(
    string Id,
    string Name,
    string? Siret,
    [property: Description("Its SIREN, else that of its SIRET, else that of its VAT number.")] string? Siren,
    [property: Description("Its own, else the address that it was invited by.")] string? Email,
    [property: Description("Not kept here: always null.")] string? Phone,
    [property: Description("Whether it is one of the organization's own companies: one that pays bills itself.")] bool IsInternal,
    [property: Description("Whether bills can come from it.")] bool IsActive,
    string? Vat,
    [property: Description("By which network connections, and whom it bills.")] IReadOnlyList<ContractorConnectionWire> Connections)
{
    internal static ContractorResponse Of(Contractor contractor) => new(
        IntakeIds.Write(contractor.Id.Value),
        contractor.Name,
        contractor.Numbers.Siret?.Text,
        contractor.Numbers.EffectiveSiren?.Text,
        contractor.Email,
        null,
        contractor.IsInternal,
        contractor.IsActive,
        contractor.Numbers.Vat?.Text,
        [.. contractor.Connections.Select(connection => new ContractorConnectionWire(
            IntakeIds.Write(connection.ConnectionId), IntakeIds.Write(connection.BusinessId), Words.Of(connection.Status)))]);
}

/// <summary>A network connection with a contractor.</summary>
[SnakeCase]
public sealed record ContractorConnectionWire(
    string ConnectionId,
    [property: Description("The company that it bills.")] string Client,
    [property: Description("active or archived.")] string Status);

/// <summary>A supplier with all that is known of it.</summary>
[SnakeCase]
public sealed record ContractorDetailsResponse : ContractorResponse
{
    private ContractorDetailsResponse(ContractorResponse summary)
        : base(summary)
    {
    }

    [JsonPropertyOrder(1), Description("Not kept here: always null.")]
    public string? Fix { get; init; }

    [JsonPropertyOrder(1), Description("On one line; known of businesses of the same organization.")]
    public required string? Address { get; init; }

    [JsonPropertyOrder(1), Description("What a payer calls it.")]
    public required string? Description { get; init; }

    [JsonPropertyOrder(1), Description("That of its latest bill.")]
    public required string? Currency { get; init; }

    [JsonPropertyOrder(1)]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyOrder(1)]
    public required DateTimeOffset UpdatedAt { get; init; }

    internal static ContractorDetailsResponse DetailsOf(Contractor contractor) => new(ContractorResponse.Of(contractor))
    {
        Address = contractor.Address is { } address ? Line(address) : null,
        Description = contractor.Description,
        Currency = contractor.Currency,
        CreatedAt = contractor.CreatedAt,
        UpdatedAt = contractor.UpdatedAt,
    };

    private static string Line(PostalAddress address) => string.Join(", ", new[]
    {
        address.Street1, address.Street2, string.Join(' ', new[] { address.PostalCode, address.City }.Where(part => part is not null)), address.State, address.Country,
    }.Where(part => !string.IsNullOrEmpty(part)));
}
