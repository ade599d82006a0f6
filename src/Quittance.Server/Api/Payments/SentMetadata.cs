using Quittance.Domain.Invoices;

namespace Quittance.Server.Api.Payments;

/// <summary>Notes under keys of the caller's own.</summary>
internal static class SentMetadata
{
    public static IReadOnlyDictionary<string, string>? Read(Check check, string field, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null)
        {
            return null;
        }

        if (metadata.Count > InvoicePlan.MetadataMax)
        {
            check.Fault(field, $"{field} must have at most {InvoicePlan.MetadataMax} keys");
        }

        foreach (var (key, value) in metadata)
        {
            if (key.Length is 0 or > Limits.NameMax || value is not { Length: <= Limits.TextMax })
            {
                check.Fault(field, $"{field} must have keys of 1 to {Limits.NameMax} characters and texts of at most {Limits.TextMax} under them");
                break;
            }
        }

        return metadata;
    }
}
