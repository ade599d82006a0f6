using System.Text;
using System.Text.Json;
using Quittance.Domain;
using Quittance.Domain.Approvals;
using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Businesses;
using Quittance.Server.Payments;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Loading;

/// <summary>Makes the businesses that are missing for a load, with their people, policies and payment methods, and connects them.</summary>
/// <remarks>They are known again by their foreign ids, so a second load goes on with those of the first.</remarks>
internal sealed class MakeLoadedNetwork(TenantSession session, NetworkTables tables, long seed, DateTimeOffset at)
{
    public const string PayerPrefix = "load-payer-";
    public const string VendorPrefix = "load-vendor-";
    public const string Clerk = "clerk";
    public const string Approver = "approver";
    public const string Controller = "controller";

    private const string SchemaName = "Regional clearing";
    private const string ApproverRole = "approver";
    private const int PayersWithoutPolicies = 5; // One in so many.

    private static readonly (string Name, string Routing)[] Banks =
        [("Chase", "021000021"), ("Bank of America", "011401533"), ("US Bank", "091000019"), ("Wells Fargo", "121000358"), ("Chase", "322271627")];

    /// <summary>Makes a payer.</summary>
    /// <param name="number">From 1.</param>
    public async Task<Guid> PayerAsync(int number, CancellationToken cancel)
    {
        var dice = Dice.For(seed, session.Organization.Value, PayerPrefix, number);
        var name = LoadNames.Business(number * 17);
        var id = Business(PayerPrefix, number, name, isPayer: true, null, dice);
        await BankAsync(id, name, isPayers: true, dice, cancel);
        Method(id, PaymentMethodKind.Card, dice, new PaymentMethodDetails { CardType = CardType.Credit, CardBrand = CardBrand.Visa, ExpMonth = "12", ExpYear = "2031" }, $"{dice.Below(9000) + 1000}");
        Method(id, PaymentMethodKind.Wallet, dice, PaymentMethodDetails.None, null);
        Person(id, Clerk, number, [], dice);
        Person(id, Approver, number + 1, [ApproverRole], dice);
        var controller = Person(id, Controller, number + 2, ["controller"], dice);
        if (number % PayersWithoutPolicies != 0)
        {
            Policies(new BusinessId(id), new BusinessUserId(controller), dice);
        }

        tables.Heads.Row().Id(id).Long(0).Id(Guid.Empty).Long(0);
        return id;
    }

    /// <summary>Makes a vendor. Which kinds of payment methods it has goes by its number.</summary>
    /// <param name="number">From 1.</param>
    public async Task<Guid> VendorAsync(int number, PaymentMethodSchema schema, CancellationToken cancel)
    {
        var dice = Dice.For(seed, session.Organization.Value, VendorPrefix, number);
        (string First, string Last)? person = number % 11 == 0 ? LoadNames.Person(number) : null;
        var name = person is { } who ? $"{who.First} {who.Last}" : LoadNames.Business(number);
        var id = Business(VendorPrefix, number, name, isPayer: false, person, dice);
        await ProfileSecretsAsync(id, person, dice, cancel);
        await BankAsync(id, name, isPayers: false, dice, cancel);
        if (number % 3 != 0)
        {
            var (city, state, postalCode) = LoadNames.CityOf(number);
            Method(id, PaymentMethodKind.Check, dice, new PaymentMethodDetails
            {
                PayToTheOrderOf = name,
                AddressLine1 = $"{number} Market Street",
                City = city,
                StateOrProvince = state,
                PostalCode = postalCode,
                Country = "US",
            }, null);
        }

        if (number % 5 == 0)
        {
            Method(id, PaymentMethodKind.Wallet, dice, PaymentMethodDetails.None, null);
        }

        if (number % 4 == 0)
        {
            Method(id, PaymentMethodKind.OffPlatform, dice, PaymentMethodDetails.None, null);
        }

        if (number % 7 == 0)
        {
            await CustomAsync(id, name, schema, dice, cancel);
        }

        return id;
    }

    /// <summary>Connects a payer with a vendor.</summary>
    /// <param name="rank">From 0: vendors are listed in the order of their ranks.</param>
    public void Connect(Guid payer, Guid vendor, int rank, Dice dice)
    {
        var made = at.AddMilliseconds(rank);
        var id = dice.Id(made);
        tables.Connections.Row().Id(id).Id(payer).Id(vendor).Id(session.Organization.Value).Id(session.Organization.Value).Text("active").Time(made).Time(made);
        tables.Sides.Row().Id(id).Text("payer").Id(payer);
        tables.Sides.Row().Id(id).Text("payee").Id(vendor);
    }

    /// <summary>The kind of payment method that the platform has made itself.</summary>
    public async Task<PaymentMethodSchema> SchemaAsync(CancellationToken cancel)
    {
        if ((await session.PaymentMethodSchemas.ListAsync(cancel)).FirstOrDefault(schema => schema.Name == SchemaName) is { } there)
        {
            return there;
        }

        var dice = Dice.For(seed, session.Organization.Value, SchemaName, 0);
        var made = new PaymentMethodSchema(
            new PaymentMethodSchemaId(dice.Id(at)), SchemaName, IsSource: false, IsDestination: true, [Currency.Usd],
            [
                new PaymentMethodField("holder", "Account holder", PaymentMethodFieldType.Text, false, [], UseAsAccountName: true, UseAsAccountNumber: false),
                new PaymentMethodField("account", "Account", PaymentMethodFieldType.Text, false, [], UseAsAccountName: false, UseAsAccountNumber: true),
            ],
            1, null, PaymentMethodSchema.MinAmountDefault, at, at);
        await session.PaymentMethodSchemas.AddAsync(made, cancel);
        return made;
    }

    private Guid Business(string prefix, int number, string name, bool isPayer, (string First, string Last)? person, Dice dice)
    {
        var id = dice.Id(at);
        var (city, state, postalCode) = LoadNames.CityOf(number);
        session.Parties.Changed(id);
        tables.Parties.Row().Id(id).Id(session.Organization.Value).Text(name).Text(person is null ? LoadNames.Ein(number) : null);
        tables.Businesses.Row().Id(id).Text(name).Text($"{prefix}{number}@example.com").Text($"{number} Main Street").Text(city).Text(state).Text(postalCode)
            .Text("US").Text($"{prefix}{number:D6}").Time(at).Time(at);
        if (isPayer)
        {
            Profile(id, isPayer: true, null, null);
        }

        return id;
    }

    private async Task ProfileSecretsAsync(Guid id, (string First, string Last)? person, Dice dice, CancellationToken cancel)
    {
        var born = person is null
            ? null
            : await session.Secrets.SealAsync(session, BusinessProfileStore.Place(id, "birth_date"), Encoding.UTF8.GetBytes($"19{60 + dice.Below(40)}-01-01"), cancel);
        Profile(id, isPayer: false, person, born);
    }

    private void Profile(Guid id, bool isPayer, (string First, string Last)? person, byte[]? born) => tables.Profiles.Row()
        .Id(id).Text(person is null ? "business" : "individual").Bool(isPayer).Bool(isPayer).Bool(true).Text(isPayer ? "verified" : "unverified")
        .Time(isPayer ? at : null).Text("1").Text("4155550100").Text(person?.First).Text(person?.Last).Bytes(born);

    private async Task BankAsync(Guid business, string name, bool isPayers, Dice dice, CancellationToken cancel)
    {
        var id = dice.Id(at);
        var bank = dice.Pick(Banks);
        var number = $"{1_000_000_000 + dice.Below(8_999_999_999)}";
        session.Parties.Changed(id);
        tables.Methods.Row().Id(id).Id(business).Text(Words.Of(PaymentMethodKind.BankAccount)).Text(name).Text(Words.Of(BankAccountFormat.RoutingAndAccount))
            .Text(Words.Of(BankAccountType.Checking)).Text(bank.Routing)
            .Bytes(await session.Secrets.SealAsync(session, PaymentMethodSecretStore.NumberPlace(new PaymentMethodId(id)), Encoding.UTF8.GetBytes(number), cancel))
            .Bytes(await session.Secrets.FingerprintAsync(session, PaymentMethodSecretStore.FingerprintText(bank.Routing, number), cancel))
            .Text(PaymentMethodSecrets.LastFour(number)).Bool(true).Bool(isPayers).Bool(true).Text(bank.Name).Jsonb("{}").Null().Null().Time(at).Time(at);
    }

    private void Method(Guid business, PaymentMethodKind kind, Dice dice, PaymentMethodDetails details, string? lastFour)
    {
        var id = dice.Id(at.AddMilliseconds((int)kind));
        session.Parties.Changed(id);
        tables.Methods.Row().Id(id).Id(business).Text(Words.Of(kind)).Null().Null().Null().Null().Null().Null().Text(lastFour).Bool(true).Bool(false).Bool(false).Null()
            .Jsonb(JsonSerializer.Serialize(details, StoredJson.Options)).Null().Null().Time(at).Time(at);
    }

    private async Task CustomAsync(Guid business, string name, PaymentMethodSchema schema, Dice dice, CancellationToken cancel)
    {
        var id = dice.Id(at.AddMilliseconds((int)PaymentMethodKind.Custom));
        var fields = new Dictionary<string, string> { ["holder"] = name, ["account"] = $"RC{100_000_000 + dice.Below(899_999_999)}" };
        var data = await session.Secrets.SealAsync(
            session, PaymentMethodSecretStore.DataPlace(new PaymentMethodId(id)), JsonSerializer.SerializeToUtf8Bytes(fields, StoredJson.Options), cancel);
        session.Parties.Changed(id);
        tables.Methods.Row().Id(id).Id(business).Text(Words.Of(PaymentMethodKind.Custom)).Text(name).Null().Null().Null().Null().Null()
            .Text(PaymentMethodSecrets.LastFour(fields["account"])).Bool(true).Bool(false).Bool(false).Null().Jsonb("{}").Bytes(data).Id(schema.Id.Value).Time(at).Time(at);
    }

    private Guid Person(Guid business, string role, int number, IReadOnlyList<string> roles, Dice dice)
    {
        var id = dice.Id(at);
        var (first, last) = LoadNames.Person(number);
        var (name, email) = ($"{first} {last}", $"{role}-{number}@example.com");
        session.Parties.Changed(id);
        tables.People.Row().Id(id).Id(business).Text(role).Text(email).Text(name).Texts(roles).Time(at).Time(at).Text(Folding.Fold(name)).Text(Folding.Fold(email));
        return id;
    }

    // One person approves every bill, and a second one those of some size after that.
    private void Policies(BusinessId business, BusinessUserId controller, Dice dice)
    {
        var first = new ApprovalPolicy(
            new ApprovalPolicyId(dice.Id(at)), business, null, [], new ApprovalRule.ByPeople(1, [ApproverRole], [], AutoAssign: false), at, at);
        var second = new ApprovalPolicy(
            new ApprovalPolicyId(dice.Id(at.AddMilliseconds(1))), business, first.Id,
            [new ApprovalTrigger.AmountIs(AmountComparison.GreaterOrEqual, new Money(LoadedPolicies.LargeMinor, Currency.Usd))],
            new ApprovalRule.ByPeople(1, [], [controller], AutoAssign: false), at.AddMilliseconds(1), at.AddMilliseconds(1));
        foreach (var policy in (ApprovalPolicy[])[first, second])
        {
            tables.Policies.Row().Id(policy.Id.Value).Id(business.Value).Id(policy.UpstreamId?.Value)
                .Jsonb(JsonSerializer.Serialize(policy.Triggers, StoredJson.Options)).Jsonb(JsonSerializer.Serialize(policy.Rule, StoredJson.Options))
                .Time(policy.CreatedAt).Time(policy.UpdatedAt);
        }
    }
}
