using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Domain.Networks;

namespace Quittance.Domain.Tests.Intake;

public sealed class FindingTheSupplier
{
    [Theory]
    [InlineData("73282932000074", "73282932000074", SupplierMatchRule.Siret)]
    [InlineData("12345678900011", "12345678900011", SupplierMatchRule.Siret)] // Fails its check digit, and is somebody all the same.
    [InlineData("35600000049838", "35600000049838", SupplierMatchRule.Siret)]
    [InlineData("732829320", "73282932000074", SupplierMatchRule.Siren)]
    [InlineData("73282932000074", "732829320", SupplierMatchRule.Siren)]
    [InlineData("73282932000074", "73282932000082", SupplierMatchRule.Siren)]
    [InlineData("FR44732829320", "732829320", SupplierMatchRule.Siren)]
    [InlineData("732829320", "FR44732829320", SupplierMatchRule.Vat)]
    [InlineData("FR53000004605", "FR53000004605", SupplierMatchRule.Vat)]
    [InlineData("FRK7399859412", "FRK7399859412", SupplierMatchRule.Vat)]
    [InlineData("FR4Z123456782", "123456782", SupplierMatchRule.Siren)]
    [InlineData("IE6388047V", "IE6388047V", SupplierMatchRule.Vat)]
    public void One_supplier_is_found_by_any_number_that_it_shares(string supplier, string seller, SupplierMatchRule rule)
    {
        var match = SupplierMatch.Find([Supplier(supplier), Supplier("801017476"), Supplier("FR53000004613")], Numbers(seller));

        Assert.Equal((rule, Numbers(supplier)), (match.Rule, match.Supplier!.Numbers));
        Assert.Equal([match.Supplier], match.Candidates);
    }

    [Theory]
    [InlineData("732829320", "443061841")]
    [InlineData("FR53000004605", "FR53000004613")]
    [InlineData("FR53000004605", "000004605")]
    [InlineData("732829320", "")]
    public void Nobody_is_found_who_shares_no_number(string supplier, string seller) =>
        Assert.Equivalent(SupplierMatch.None, SupplierMatch.Find([Supplier(supplier), Supplier("")], Numbers(seller)));

    [Theory]
    [InlineData("356000000", "35600000009075", "35600000049837")]
    [InlineData("35600000000048", "35600000009075", "35600000049837")]
    [InlineData("356000000,FR39356000000", "35600000009075", "35600000049837,FR39356000000")] // The weaker number picks none of them.
    [InlineData("FR39356000000", "35600000009075", "35600000049837")]
    [InlineData("FR53000004605", "FR53000004605", "FR53000004605")]
    [InlineData("73282932000074", "73282932000074", "73282932000074")]
    public void Several_who_share_a_number_are_candidates_and_none_is_found(string seller, string one, string other)
    {
        var suppliers = new[] { Supplier(one), Supplier(other), Supplier("801017476") };

        var match = SupplierMatch.Find(suppliers, Numbers(seller));

        Assert.Equal((null, (SupplierMatchRule?)null), (match.Supplier, match.Rule));
        Assert.Equal(suppliers[..2], match.Candidates);
    }

    [Fact]
    public void The_exact_establishment_is_found_among_several()
    {
        var suppliers = new[] { Supplier("35600000009075"), Supplier("35600000049837"), Supplier("356000000") };

        Assert.Equal(suppliers[1], SupplierMatch.Find(suppliers, Numbers("35600000049837")).Supplier);
    }

    [Fact]
    public void Another_member_of_the_VAT_group_is_a_candidate_only()
    {
        var member = Supplier("732829320,FR40303265045");

        var match = SupplierMatch.Find([member], Numbers("443061841,FR40303265045"));

        Assert.Null(match.Supplier);
        Assert.Equal([member], match.Candidates);
        Assert.Equal(member, SupplierMatch.Find([member], Numbers("FR40303265045")).Supplier);
    }

    private static SupplierCandidate Supplier(string numbers) =>
        new(new NetworkConnectionId(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)), new BusinessId(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)), "The same name", Numbers(numbers));

    /// <summary>Nine digits are a SIREN, fourteen a SIRET, anything else a VAT number; read as off a document.</summary>
    private static RegistrationNumbers Numbers(string texts)
    {
        var numbers = RegistrationNumbers.None;
        foreach (var text in texts.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            numbers = Siren.TryParseLenient(text, out var siren) ? numbers with { Siren = siren }
                : Siret.TryParseLenient(text, out var siret) ? numbers with { Siret = siret }
                : VatNumber.TryParseLenient(text, out var vat) ? numbers with { Vat = vat }
                : throw new ArgumentException(text);
        }

        return numbers;
    }
}
