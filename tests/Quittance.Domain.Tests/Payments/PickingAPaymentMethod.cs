using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;

namespace Quittance.Domain.Tests.Payments;

public sealed class PickingAPaymentMethod
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private static readonly BusinessId Owner = BusinessId.New(Now);

    public static TheoryData<PaymentMethodKind, PaymentMethodKind> Pairs => new(
        from source in Enum.GetValues<PaymentMethodKind>()
        from destination in Enum.GetValues<PaymentMethodKind>()
        select (source, destination));

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_type_of_a_transaction_names_both_ends(PaymentMethodKind source, PaymentMethodKind destination) =>
        Assert.Equal($"{source}To{destination}", $"{Of(source).TypeTo(Of(destination))}");

    [Fact]
    public void Money_leaves_a_method_only_for_its_owner_and_only_while_it_is_not_frozen()
    {
        var method = Of(PaymentMethodKind.BankAccount);

        method.RequireUsableBy(Owner);

        Assert.Equal(Refusal.PaymentMethodUnusable, Assert.Throws<RefusedException>(() => method.RequireUsableBy(BusinessId.New(Now))).Refusal);
        Assert.Equal(Refusal.PaymentMethodUnusable, Assert.Throws<RefusedException>(() => (method with { IsFrozen = true }).RequireUsableBy(Owner)).Refusal);
    }

    private static PaymentMethod Of(PaymentMethodKind kind) =>
        new(PaymentMethodId.New(Now), Owner, kind, null, null, null, null, null, IsConfirmed: true, IsFrozen: false, Now, Now);
}
