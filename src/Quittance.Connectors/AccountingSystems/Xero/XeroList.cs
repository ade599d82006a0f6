namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>The lists that are read, in this order: a bill comes after its vendor, a payment after its bill.</summary>
internal enum XeroList
{
    Contacts,
    Invoices,
    Payments,
}
