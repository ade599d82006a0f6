using Quittance.Domain;
using Quittance.Domain.Intake;

namespace Quittance.Server.Intake;

/// <summary>The registration numbers by which a document names its seller or its buyer, read leniently: a wrong check digit still names somebody.</summary>
internal static class PartyNumbers
{
    public static RegistrationNumbers Of(EInvoiceParty party)
    {
        _ = Siren.TryParseLenient(party.Siren, out var siren);
        _ = Siret.TryParseLenient(party.Siret, out var siret);
        _ = VatNumber.TryParseLenient(party.VatId, out var vat);
        return new RegistrationNumbers(siren, siret, vat, null);
    }
}
