using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;

namespace Quittance.Domain.Tests.Payments;

public sealed class PickingAPaymentMethod
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private static readonly BusinessId Owner = BusinessId.New(Now);

    private static readonly Money Amount = new(100_00, Currency.Usd);

    // What leads from each kind (down) to each kind (across); "-" is refused. A check is mailed unless it is to be printed.
    private const string Table =
        """
        from         BankAccount               Wallet               Card         Check                     Custom  OffPlatform  Utility
        BankAccount  BankAccountToBankAccount  BankAccountToWallet  -            BankAccountToMailedCheck  Custom  OffPlatform  BankAccountToBankAccount
        Wallet       WalletToBankAccount       WalletToWallet       -            -                         Custom  OffPlatform  WalletToBankAccount
        Card         CardToBankAccount         CardToWallet         -            -                         Custom  OffPlatform  CardToBankAccount
        Check        -                         -                    -            -                         Custom  OffPlatform  -
        Custom       Custom                    Custom               Custom       Custom                    Custom  OffPlatform  Custom
        OffPlatform  OffPlatform               OffPlatform          OffPlatform  OffPlatform               Custom  OffPlatform  OffPlatform
        Utility      -                         -                    -            -                         Custom  OffPlatform  -
        """;

    public static TheoryData<PaymentMethodKind, PaymentMethodKind, string> Pairs
    {
        get
        {
            var rows = Table.Split('\n').Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
            return new TheoryData<PaymentMethodKind, PaymentMethodKind, string>(
                from row in rows.Skip(1)
                from column in Enumerable.Range(1, rows[0].Length - 1)
                select (Enum.Parse<PaymentMethodKind>(row[0]), Enum.Parse<PaymentMethodKind>(rows[0][column]), row[column].Trim()));
        }
    }

    [Fact]
    public void The_table_has_every_pair() => Assert.Equal(Enum.GetValues<PaymentMethodKind>().Length * Enum.GetValues<PaymentMethodKind>().Length, Pairs.Count);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_type_of_a_transaction_follows_from_both_ends(PaymentMethodKind source, PaymentMethodKind destination, string expected)
    {
        if (expected == "-")
        {
            Assert.Equal(Refusal.PaymentMethodUnusable, Assert.Throws<RefusedException>(() => Of(source).TypeTo(Of(destination))).Refusal);
        }
        else
        {
            Assert.Equal(expected, $"{Of(source).TypeTo(Of(destination))}");
        }
    }

    [Theory]
    [InlineData(null, TransactionType.BankAccountToMailedCheck)]
    [InlineData(CheckDelivery.Mail, TransactionType.BankAccountToMailedCheck)]
    [InlineData(CheckDelivery.MailPriority, TransactionType.BankAccountToMailedCheck)]
    [InlineData(CheckDelivery.MailUpsNextDay, TransactionType.BankAccountToMailedCheck)]
    [InlineData(CheckDelivery.Print, TransactionType.BankAccountToPrintedCheck)]
    public void A_check_is_mailed_unless_the_payer_prints_it(CheckDelivery? delivery, TransactionType expected) =>
        Assert.Equal(expected, Of(PaymentMethodKind.BankAccount).TypeTo(Of(PaymentMethodKind.Check), delivery));

    [Theory]
    [InlineData(PaymentMethodKind.BankAccount, true, true)]
    [InlineData(PaymentMethodKind.Wallet, true, true)]
    [InlineData(PaymentMethodKind.Card, true, false)]
    [InlineData(PaymentMethodKind.Check, false, true)]
    [InlineData(PaymentMethodKind.Custom, true, true)]
    [InlineData(PaymentMethodKind.OffPlatform, true, true)]
    [InlineData(PaymentMethodKind.Utility, false, true)]
    public void Each_kind_can_be_a_source_or_a_destination_or_both(PaymentMethodKind kind, bool isSource, bool isDestination)
    {
        var method = Of(kind);

        Assert.Equal((isSource, isDestination), (method.CanBeSource, method.CanBeDestination));
        RefusedUnless(isSource, () => method.RequireUsableAsSource(Owner, Amount));
        RefusedUnless(isDestination, () => method.RequireUsableAsDestination(Owner, Amount));
    }

    [Fact]
    public void A_custom_method_is_what_its_schema_says()
    {
        var source = Of(PaymentMethodKind.Custom) with { Schema = Schema with { IsDestination = false } };
        var destination = Of(PaymentMethodKind.Custom) with { Schema = Schema with { IsSource = false } };

        RefusedUnless(true, () => source.RequireUsableAsSource(Owner, Amount));
        RefusedUnless(false, () => source.RequireUsableAsDestination(Owner, Amount));
        RefusedUnless(false, () => destination.RequireUsableAsSource(Owner, Amount));
        RefusedUnless(true, () => destination.RequireUsableAsDestination(Owner, Amount));
    }

    [Fact]
    public void Money_moves_over_a_method_only_for_its_owner_and_only_while_it_is_neither_frozen_nor_removed()
    {
        var method = Of(PaymentMethodKind.BankAccount);

        foreach (var use in new Action<PaymentMethod, BusinessId>[]
        {
            (one, owner) => one.RequireUsableBy(owner),
            (one, owner) => one.RequireUsableAsSource(owner, Amount),
            (one, owner) => one.RequireUsableAsDestination(owner, Amount),
        })
        {
            use(method, Owner);
            RefusedUnless(false, () => use(method, BusinessId.New(Now)));
            RefusedUnless(false, () => use(method with { IsFrozen = true }, Owner));
            RefusedUnless(false, () => use(method with { IsRemoved = true }, Owner));
        }
    }

    [Theory]
    [InlineData("", "", "USD", true)]
    [InlineData("USD", "", "USD", true)]
    [InlineData("USD", "", "EUR", false)]
    [InlineData("", "EUR", "EUR", true)]
    [InlineData("", "EUR", "USD", false)]
    [InlineData("USD", "EUR", "USD", true)] // The method's own list goes before that of its schema.
    public void A_method_takes_its_currencies_and_one_that_has_none_takes_all(string own, string ofSchema, string paid, bool isTaken)
    {
        var method = Of(PaymentMethodKind.Custom) with { Currencies = Codes(own), Schema = Schema with { Currencies = Codes(ofSchema) } };
        var amount = new Money(100_00, Currency.Of(paid));

        RefusedUnless(isTaken, () => method.RequireUsableAsSource(Owner, amount));
        RefusedUnless(isTaken, () => method.RequireUsableAsDestination(Owner, amount));
    }

    [Theory]
    [InlineData(9_99, false)]
    [InlineData(10_00, true)]
    [InlineData(500_00, true)]
    [InlineData(500_01, false)]
    public void A_schema_bounds_what_goes_over_its_methods(long minor, bool isTaken)
    {
        var method = Of(PaymentMethodKind.Custom) with { Schema = Schema with { MinAmount = 10, MaxAmount = 500 } };

        RefusedUnless(isTaken, () => method.RequireUsableAsSource(Owner, new Money(minor, Currency.Usd)));
        RefusedUnless(isTaken, () => method.RequireUsableAsDestination(Owner, new Money(minor, Currency.Usd)));
    }

    private static PaymentMethodSchema Schema { get; } = new(
        PaymentMethodSchemaId.New(Now), "Wire", IsSource: true, IsDestination: true, [], [], 2, null, PaymentMethodSchema.MinAmountDefault, Now, Now);

    internal static PaymentMethod Of(PaymentMethodKind kind) =>
        new(PaymentMethodId.New(Now), Owner, kind, null, null, null, null, null, IsConfirmed: true, IsFrozen: false, Now, Now)
        {
            Schema = kind == PaymentMethodKind.Custom ? Schema : null,
        };

    private static IReadOnlyList<Currency> Codes(string code) => code.Length == 0 ? [] : [Currency.Of(code)];

    private static void RefusedUnless(bool isTaken, Action use)
    {
        if (isTaken)
        {
            use();
        }
        else
        {
            Assert.Equal(Refusal.PaymentMethodUnusable, Assert.Throws<RefusedException>(use).Refusal);
        }
    }
}
