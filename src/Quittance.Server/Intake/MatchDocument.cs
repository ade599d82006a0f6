using Quittance.Domain;
using Quittance.Domain.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Lets a person say whose an unmatched bill is. No later matching changes that.</summary>
internal sealed class MatchDocument(Idempotency idempotency, ImportDocument import)
{
    /// <param name="supplier">A payee of an active connection of the business that received the bill.</param>
    public Task<DocumentView> RunAsync(Caller caller, IntakeDocumentId id, ContractorKey supplier, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(MatchDocument), id, supplier }, async session =>
        {
            var document = await session.Documents.LockAsync(id, cancel);
            if (document.Outcome != IntakeOutcome.Unmatched || await session.Documents.OpenDetailsAsync(id, cancel) is not { } says)
            {
                throw new RefusedException(Refusal.DocumentMatched, $"The invoice is {Words.Of(document.Outcome)}, not unmatched, so no supplier can be chosen for it.");
            }

            var chosen = await session.Contractors.SupplierAsync(document.BusinessId, supplier, cancel);

            await import.MatchAgainAsync(session, caller.Actor, document, says, chosen, cancel);
            session.Audit.Add(caller.Actor, "document.matched", $"{id}", null, new { Supplier = chosen.BusinessId, chosen.Name, Rule = SupplierMatchRule.Manual });
            session.Events.Add("document.matched", id.Value, new { id = id.Value, supplierId = chosen.BusinessId.Value, rule = SupplierMatchRule.Manual });
            return await session.DocumentViews.GetAsync(id, cancel);
        }, cancel);
}
