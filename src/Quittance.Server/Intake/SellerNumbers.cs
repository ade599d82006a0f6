using Quittance.Domain;
using Quittance.Domain.Intake;

namespace Quittance.Server.Intake;

/// <summary>The registration numbers by which a document names its seller, read leniently: a wrong check digit still names somebody.</summary>
internal static class SellerNumbers
{
    public static RegistrationNumbers Of(EInvoiceParty seller)
    {
        _ = Siren.TryParseLenient(seller.Siren, out var siren);
        _ = Siret.TryParseLenient(seller.Siret, out var siret);
        _ = VatNumber.TryParseLenient(seller.VatId, out var vat);
        return new RegistrationNumbers(siren, siret, vat, null);
    }
}
