using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Businesses;
using Quittance.Server.Payments;

namespace Quittance.Server.Demo;

/// <summary>A business of the demo: nobody real. The SIRENs are those of AFNOR's examples; no EIN begins with 00; the rest is made up and has valid check digits.</summary>
internal sealed record DemoParty(BusinessContent Content, IReadOnlyList<NewFundingSource> Accounts)
{
    public static readonly DemoParty Atelier = new(
        French("Atelier Lumen", "Atelier Lumen SAS", "3 rue des Exemples", "Lyon", "69001", "100000009", "10000000900017", "FR88100000009"),
        [AtIban("Atelier Lumen SAS", "FR7630000000010000001234526"), AtIban("Atelier Lumen SAS, second account", "DE94500105170000004711")]);

    public static readonly DemoParty Studio = new(
        American("Lumen Studio", "Lumen Studio Inc.", "88 Sample Street", "Portland", "OR", "97201", "00-7654321"),
        [AtRouting("Lumen Studio Inc.", "000123456789")]);

    public static readonly DemoParty Encres = new(
        French("Encres du Rhône", "Encres du Rhône SARL", "14 quai des Fictions", "Vienne", "38200", "200000008", null, "FR37200000008"),
        [AtIban("Encres du Rhône SARL", "FR7630000000020000006789022")]);

    public static readonly DemoParty Conseil = new(
        French("Rivage Conseil", "Rivage Conseil SARL", "21 place Imaginaire", "Annecy", "74000", "500000005", null, "FR78500000005"), []);

    public static readonly DemoParty Werkzeuge = new(
        German("Brandt Werkzeuge", "Brandt Werkzeuge GmbH", "Musterallee 7", "Freiburg", "79098", "DE999999995"),
        [AtIban("Brandt Werkzeuge GmbH", "DE54100000000000000123")]);

    public static readonly DemoParty Papier = new(
        German("Nordlicht Papier", "Nordlicht Papier GmbH", "Beispielweg 12", "Lübeck", "23552", "DE999999987"), []);

    public static readonly DemoParty Supply = new(
        American("Cascade Office Supply", "Cascade Office Supply LLC", "500 Specimen Avenue", "Seattle", "WA", "98101", "00-1234567"),
        [AtRouting("Cascade Office Supply LLC", "000987654321")]);

    /// <summary>In the order in which they are made.</summary>
    public static IReadOnlyList<DemoParty> All { get; } = [Supply, Papier, Werkzeuge, Conseil, Encres, Studio, Atelier];

    private static BusinessContent French(string name, string legalName, string street, string city, string postalCode, string siren, string? siret, string vat) =>
        Of(name, legalName, new PostalAddress(street, null, city, null, postalCode, "FR"), RegistrationNumbers.Stored(siren, siret, vat, null));

    private static BusinessContent German(string name, string legalName, string street, string city, string postalCode, string vat) =>
        Of(name, legalName, new PostalAddress(street, null, city, null, postalCode, "DE"), RegistrationNumbers.Stored(null, null, vat, null));

    private static BusinessContent American(string name, string legalName, string street, string city, string state, string postalCode, string ein) =>
        Of(name, legalName, new PostalAddress(street, null, city, state, postalCode, "US"), RegistrationNumbers.Stored(null, null, null, ein));

    private static BusinessContent Of(string name, string legalName, PostalAddress address, RegistrationNumbers numbers) =>
        new(name, legalName, null, address, numbers, null, new Dictionary<string, string>());

    private static NewFundingSource AtIban(string holder, string iban) => new(PaymentMethodKind.BankAccount, holder, BankAccountFormat.Iban, null, null, iban);

    private static NewFundingSource AtRouting(string holder, string number) =>
        new(PaymentMethodKind.BankAccount, holder, BankAccountFormat.RoutingAndAccount, BankAccountType.Checking, "021000021", number);
}
