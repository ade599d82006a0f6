using FsCheck;
using FsCheck.Fluent;
using Quittance.Domain.Networks;

namespace Quittance.Domain.Tests.Networks;

public sealed class ApprovingWithoutAPerson
{
    private static readonly Gen<Money> Amounts =
        from minor in Gen.Choose(1, 5_000)
        from currency in Gen.Elements(Currency.Eur, Currency.Usd)
        select new Money(minor, currency);

    private static readonly Gen<SupplierEvidence> Evidence =
        from isMatched in Gen.Elements(true, false)
        from account in Gen.Elements(Enum.GetValues<BankAccountEvidence>())
        select new SupplierEvidence(isMatched, account);

    private static readonly Gen<AutoApproval> Rules =
        from isEnabled in Gen.Elements(true, true, true, false)
        from limit in Gen.OneOf(Gen.Constant<Money?>(null), Amounts.Select(Money? (amount) => amount))
        from needsMatch in Gen.Elements(true, false)
        from needsAccount in Gen.Elements(true, false)
        select new AutoApproval(isEnabled, limit, needsMatch, needsAccount);

    private static readonly Arbitrary<(AutoApproval Rule, Money Amount, SupplierEvidence Evidence)> Bills =
        (from rule in Rules from amount in Amounts from evidence in Evidence select (rule, amount, evidence)).ToArbitrary();

    [Theory]
    [InlineData(true, null, false, false, true, BankAccountEvidence.None, null)]
    [InlineData(true, 10_00, true, true, true, BankAccountEvidence.Known, null)]
    [InlineData(true, null, false, false, false, BankAccountEvidence.First, null)]
    [InlineData(false, null, false, false, true, BankAccountEvidence.Known, "auto-approval is off")]
    [InlineData(true, null, false, false, true, BankAccountEvidence.Changed, "differs from the known one")]
    [InlineData(true, 9_99, false, false, true, BankAccountEvidence.Known, "is not within")]
    [InlineData(true, null, true, false, false, BankAccountEvidence.Known, "not matched")]
    [InlineData(true, null, false, true, true, BankAccountEvidence.None, "no known bank account")]
    [InlineData(true, null, false, true, true, BankAccountEvidence.First, "no known bank account")]
    public void A_bill_of_ten_euros_passes_or_the_reason_is_said(
        bool isEnabled, int? maxMinor, bool needsMatch, bool needsAccount, bool isMatched, BankAccountEvidence account, string? reason)
    {
        var rule = new AutoApproval(isEnabled, maxMinor is { } max ? new Money(max, Currency.Eur) : null, needsMatch, needsAccount);

        var why = rule.WhyNot(new Money(10_00, Currency.Eur), new SupplierEvidence(isMatched, account));

        if (reason is null)
        {
            Assert.Null(why);
        }
        else
        {
            Assert.Contains(reason, why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_limit_in_another_currency_lets_nothing_pass()
    {
        var rule = new AutoApproval(true, new Money(10_000_00, Currency.Usd), false, false);

        Assert.NotNull(rule.WhyNot(new Money(1, Currency.Eur), new SupplierEvidence(true, BankAccountEvidence.Known)));
    }

    [Fact]
    public void What_passes_meets_every_condition_that_is_set_and_what_meets_them_passes()
    {
        Prop.ForAll(Bills, bill =>
        {
            var (rule, amount, evidence) = bill;
            bool[] conditions =
            [
                rule.Enabled,
                rule.MaxAmount is null || (rule.MaxAmount.Currency == amount.Currency && amount.Minor <= rule.MaxAmount.Minor),
                evidence.IsSupplierMatched || !rule.RequireMatchedSupplier,
                evidence.BankAccount == BankAccountEvidence.Known || !rule.RequireKnownBankAccount,
                evidence.BankAccount != BankAccountEvidence.Changed,
            ];
            return rule.WhyNot(amount, evidence) is null == conditions.All(isMet => isMet);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_stricter_rule_never_lets_more_pass()
    {
        Prop.ForAll(Bills, bill =>
        {
            var (rule, amount, evidence) = bill;
            AutoApproval[] stricter =
            [
                rule with { Enabled = false },
                rule with { MaxAmount = rule.MaxAmount ?? amount },
                rule with { RequireMatchedSupplier = true },
                rule with { RequireKnownBankAccount = true },
            ];
            return rule.WhyNot(amount, evidence) is null || stricter.All(strict => strict.WhyNot(amount, evidence) is not null);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_smaller_bill_passes_where_a_larger_one_did()
    {
        Prop.ForAll(Bills, bill =>
            bill.Rule.WhyNot(bill.Amount, bill.Evidence) is not null
            || bill.Rule.WhyNot(bill.Amount with { Minor = Math.Max(1, bill.Amount.Minor / 2) }, bill.Evidence) is null).QuickCheckThrowOnFailure();
    }
}
