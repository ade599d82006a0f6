using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;

namespace Quittance.Domain.Invoices;

/// <summary>A bill that still lacks its payee or its amount, and so is on no connection. It can only be changed, completed or deleted.</summary>
/// <remarks>With both it becomes an <see cref="Invoice"/> in draft, under the same id. Only the Payments dialect knows such bills.</remarks>
public sealed record InvoiceDraft(
    InvoiceId Id,
    BusinessId PayerId,
    BusinessId? PayeeId,
    ConnectionRole Author,
    Currency Currency,
    Money? Amount,
    DateOnly? DueDate,
    InvoiceDetails Details,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Whether nothing is missing to put it on the connection of its two businesses.</summary>
    public bool IsWhole => PayeeId is not null && Amount is not null;

    /// <summary>The bill that it has become.</summary>
    /// <exception cref="InvalidOperationException">It lacks its payee or its amount.</exception>
    public Invoice On(NetworkConnection connection, DateTimeOffset now)
    {
        if (!IsWhole)
        {
            throw new InvalidOperationException($"{Id} is not whole.");
        }

        return Invoice.Draft(Id, connection, Author, Amount!, DueDate, Details, now) with { CreatedAt = CreatedAt };
    }
}
