using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Quittance.Simulator.Bills;

namespace Quittance.Simulator.Pennylane;

/// <summary>A supplier.</summary>
/// <param name="EstablishmentNo">Its SIRET.</param>
/// <param name="RegNo">Its SIREN.</param>
internal sealed record PennylaneSupplier(
    long Id, string Name, string? EstablishmentNo, string? RegNo, string? VatNumber, object? LedgerAccount, IReadOnlyList<string> Emails, string? Iban,
    PennylaneAddress PostalAddress, string? SupplierPaymentMethod, int? SupplierDueDateDelay, string? SupplierDueDateRule, string? ExternalReference, string CreatedAt,
    string UpdatedAt)
{
    /// <summary>The same for the same name and number, so that a supplier is one record whatever bills it sends.</summary>
    public static long IdOf(Party party) =>
        10_000_000 + (BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{party.Siren}/{party.Name}"))) % 80_000_000);

    public static PennylaneSupplier Of(Bill bill)
    {
        var (party, since) = (bill.Details.Seller, Wire.Text.Microseconds(bill.CreatedAt));
        return new PennylaneSupplier(
            IdOf(party), party.Name, party.Siret, party.Siren, party.Vat, null, [], party.Iban, new PennylaneAddress("14 quai des Fictions", "69001", "Lyon", "FR"),
            null, 30, "days", null, since, since);
    }
}
