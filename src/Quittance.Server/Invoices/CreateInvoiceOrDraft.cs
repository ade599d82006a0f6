using Quittance.Domain.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Writes a bill, which may lack its payee or amount, and takes it as far as is asked for.</summary>
internal sealed class CreateInvoiceOrDraft(Idempotency idempotency, TimeProvider clock)
{
    public Task<TShown> RunAsync<TShown>(Caller caller, InvoiceChange content, Func<TenantSession, InvoiceId, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull =>
        idempotency.OnceAsync(
            caller,
            new { operation = nameof(CreateInvoiceOrDraft), content },
            async session => await show(session, await session.AddInvoiceOrDraftAsync(caller, content, clock.GetUtcNow(), cancel)),
            cancel);
}
