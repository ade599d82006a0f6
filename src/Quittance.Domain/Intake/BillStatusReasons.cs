using System.Collections.Frozen;

namespace Quittance.Domain.Intake;

/// <summary>The closed lists of reasons that go with a French lifecycle status (XP Z12-012, BR-FR-CDV-CL-09).</summary>
public static class BillStatusReasons
{
    /// <summary>The reason of a dispute that names none.</summary>
    public const string Other = "AUTRE";

    /// <summary>Reasons for 210 Refusée. A refusal is final: the supplier has to issue a new bill.</summary>
    public static readonly FrozenSet<string> OfRefusal = new[]
    {
        "TX_TVA_ERR", "MONTANTTOTAL_ERR", "CALCUL_ERR", "NON_CONFORME", "DOUBLON", "DEST_ERR", "TRANSAC_INC", "EMMET_INC", "CONTRAT_TERM",
        "DOUBLE_FACT", "CMD_ERR", "ADR_ERR", "REF_CT_ABSENT",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Reasons for 207 En litige: those of a refusal and these.</summary>
    public static readonly FrozenSet<string> OfDispute = OfRefusal.Concat(
    [
        Other, "COORD_BANC_ERR", "SIRET_ERR", "CODE_ROUTAGE_ERR", "REF_ERR", "PU_ERR", "REM_ERR", "QTE_ERR", "ART_ERR", "MODPAI_ERR", "QUALITE_ERR", "LIVR_INCOMP",
    ]).ToFrozenSet(StringComparer.Ordinal);
}
