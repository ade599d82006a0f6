namespace Quittance.Simulator.Bills;

/// <summary>What a bill's file is.</summary>
public enum DocumentSyntax
{
    Ubl,
    Cii,

    /// <summary>A PDF, with or without an invoice inside.</summary>
    Pdf,

    /// <summary>Anything else, such as what a hostile provider sends.</summary>
    Other,
}
