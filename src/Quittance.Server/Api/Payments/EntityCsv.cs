using System.IO.Pipelines;
using System.Text;

namespace Quittance.Server.Api.Payments;

/// <summary>The file of entities. New columns go to the end, so that what reads the old ones goes on working.</summary>
internal static class EntityCsv
{
    /// <summary>The columns, named and written as in JSON, those of the profile without where they stand in it; times in UTC, metadata as JSON.</summary>
    public static readonly string[] Columns =
    [
        "id", "name", "email", "accountType", "status", "isCustomer", "isPayor", "isPayee", "isNetworkPayor", "isNetworkPayee", "acceptedTos", "foreignId",
        "emailTo", "doingBusinessAs", "website", "addressLine1", "addressLine2", "city", "stateOrProvince", "postalCode", "country", "createdAt",
        "updatedAt", "metadata",
    ];

    public static Task WriteAsync(IAsyncEnumerable<EntityResponse> entities, PipeWriter output, CancellationToken cancel) =>
        Csv.WriteAsync(output, Columns, entities, Write, cancel);

    private static void Write(Csv csv, EntityResponse entity)
    {
        var address = entity.Profile.Business?.Address ?? entity.Profile.Individual?.Address;
        csv.Cell(entity.Id);
        csv.Cell(entity.Name);
        csv.Cell(entity.Email);
        csv.Cell(entity.AccountType);
        csv.Cell(entity.Status);
        csv.Cell(entity.IsCustomer);
        csv.Cell(entity.IsPayor);
        csv.Cell(entity.IsPayee);
        csv.Cell(entity.IsNetworkPayor);
        csv.Cell(entity.IsNetworkPayee);
        csv.Cell(entity.AcceptedTos);
        csv.Cell(entity.ForeignId);
        csv.Cell(entity.EmailTo);
        csv.Cell(entity.Profile.Business?.DoingBusinessAs);
        csv.Cell(entity.Profile.Business?.Website);
        csv.Cell(address?.AddressLine1);
        csv.Cell(address?.AddressLine2);
        csv.Cell(address?.City);
        csv.Cell(address?.StateOrProvince);
        csv.Cell(address?.PostalCode);
        csv.Cell(address?.Country);
        csv.Cell(entity.CreatedAt);
        csv.Cell(entity.UpdatedAt);
        csv.Cell(entity.Metadata is { Count: > 0 } metadata ? Encoding.UTF8.GetString(PaymentsJson.Write(metadata)) : null);
        csv.EndRow();
    }
}
