using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders.DropFolder;

public sealed class TakingBillsFromAFolder : InvoiceProviderContract
{
    private readonly DropFolderDesk _desk = new();

    private protected override ProviderAccess Access => _desk.Access;

    private protected override string UnknownId => "0123456789abcdef-F-0.xml";

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _desk.Dispose();
        return ValueTask.CompletedTask;
    }

    private protected override IInvoiceProvider NewProvider() => _desk.NewProvider();

    private protected override Task<byte[]> AddBillAsync(string number) => Task.FromResult(_desk.Put($"{number}.xml", $"<Invoice>{number}</Invoice>"));

    private protected override Task<byte[]> ChangeBillAsync(string number) => Task.FromResult(_desk.Put($"{number}.xml", $"<Invoice>{number}, corrected</Invoice>"));
}
